"""The demo's two people, a Californian and a German, who do not exist."""

PROFILE = """\
# Two people who do not exist. `specimen: true` marks every page, and no letter can leave; `courtesy: true` shows
# letters that no law is known to back, too.
specimen: true
packs: [discussion]
courtesy: true
people:
  - slug: jordan
    name: Jordan Example
    residence: US-CA
    city: Oakland
    emails: [jordan@example.org]
    reply_to: jordan+brokers@example.org
    address:
      street: [500 Specimen Way, Apt 5]
      city: Oakland
      region: CA
      postal_code: "94607"
      country: US
    phones: ["+1 510 555 0142"]
    about:
      people-data-labs:
        listings: [https://example.org/profiles/jordan-example]
  - slug: jana
    name: Jana Beispiel
    residence: DE
    city: Berlin
    emails: [jana@example.org]
    reply_to: jana+auskunft@example.org
    address:
      street: [Musterstraße 5]
      city: Berlin
      postal_code: "10115"
      country: DE
    named_by: true
    about:
      contactout:
        situation: >-
          I work in a protection shelter, and strangers have come to its door
          because my employer and my telephone number were published.
"""
