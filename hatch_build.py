"""What a wheel carries beside its files: the registry compiled, which loads thirty times as fast as its YAML."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledRegistry(BuildHookInterface):  # type: ignore[type-arg] # hatchling's own configurations are no matter here
    """Compiles `brokers.yaml` for a wheel; an editable install does it when it is first used."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the compiled registry to the files of the wheel."""
        if version == "editable":
            return
        sys.path.insert(0, str(Path(self.root) / "src"))
        from unbroker.registry.compiled import compiled  # noqa: PLC0415 - the program that is being built

        content, problems = compiled((Path(self.root) / "brokers.yaml").read_text(encoding="utf-8"))
        if content is None:
            raise ValueError("\n".join(map(str, problems)))
        path = Path(tempfile.mkdtemp()) / "brokers.json"
        path.write_bytes(content)
        build_data["force_include"][str(path)] = "unbroker/packaged/brokers.json"
