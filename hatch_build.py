"""What a wheel carries beside its files: registry, laws and regulators compiled, which need not be checked again."""

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
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        from unbroker.facts import law, regulators  # noqa: PLC0415 - the program that is being built
        from unbroker.registry.compiled import compiled  # noqa: PLC0415 - as above

        brokers, problems = compiled((root / "brokers.yaml").read_text(encoding="utf-8"))
        if brokers is None:
            raise ValueError("\n".join(map(str, problems)))
        contents = {"brokers": brokers}
        contents |= {"laws": law.compiled(root / "letters"), "regulators": regulators.compiled(root / "letters")}
        scratch = Path(tempfile.mkdtemp())
        for name, content in contents.items():
            path = scratch / f"{name}.json"
            path.write_bytes(content)
            build_data["force_include"][str(path)] = f"unbroker/packaged/{path.name}"
