"""Faults, one after another, against a whole studio of real processes; `python -m tests.faults` prints what held.

    vendor.py      a provider on loopback that misbehaves on command, and counts every order that it takes
    plugin/        the studio's side of it: a music and a visual provider, as a vendor's adapter would be
    machine.py     the studio: PostgreSQL, Redis, workers, beat and API, each a process that can be killed
    auditor.py     looks at the album that came of it, and believes nobody
    catalogue.py   what a scenario is, and how it is run
    scenarios/     the faults themselves

A scenario is a function of a studio and a seeded source of chance:

    @scenario("Redis is emptied", "losing Redis loses no job", runs=3)
    def redis_is_emptied(studio: Studio, chance: random.Random) -> None:
        album = studio.start_album()
        studio.wait_for_moment(album, chance)
        studio.servers.empty_redis()
        studio.wait_until_complete(album)
        audit(studio, album)
"""
