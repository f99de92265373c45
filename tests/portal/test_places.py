"""Places as a resident looks for them."""

from portal.places import stations
from release.measures import Area


class Places:
    """The areas of a release, which is all that a list of places reads."""

    def __init__(self, *names: str) -> None:
        force = Area(id="force", name="Force", level="force")
        places = [Area(id=n, name=n, level="district", parent="force") for n in names]
        self.areas = {area.id: area for area in (force, *places)}


def test_numbered_places_stand_in_the_order_of_their_numbers() -> None:
    found = stations(Places("12th District", "Airport", "2nd District", "1st District"))  # type: ignore[arg-type]
    assert [a.name for a in found] == ["1st District", "2nd District", "12th District", "Airport"]
