"""Redis forgets, restarts, or stands still."""

import random
import time

from tests.faults.auditor import audit
from tests.faults.catalogue import scenario
from tests.faults.machine import Studio

PROMISE = "losing Redis loses no job, and nothing is paid twice"


@scenario("Redis is emptied", PROMISE, runs=4, quick_runs=1)
def redis_is_emptied(studio: Studio, chance: random.Random) -> None:
    album = studio.start_album()
    studio.wait_for_moment(album, chance)
    studio.servers.empty_redis()
    studio.wait_until_complete(album)
    audit(studio, album)


@scenario("Redis restarts, with its append-only file", PROMISE, runs=3)
def redis_restarts(studio: Studio, chance: random.Random) -> None:
    album = studio.start_album()
    studio.wait_for_moment(album, chance)
    studio.servers.redis.stop()
    time.sleep(chance.uniform(0, 5))
    studio.start("redis")
    studio.wait_until_complete(album)
    audit(studio, album)


@scenario("Redis restarts, without its append-only file", PROMISE, runs=3)
def redis_restarts_empty(studio: Studio, chance: random.Random) -> None:
    album = studio.start_album()
    studio.wait_for_moment(album, chance)
    studio.servers.redis.kill()
    studio.servers.lose_append_only_file()
    time.sleep(chance.uniform(0, 3))
    studio.start("redis")
    studio.wait_until_complete(album)
    audit(studio, album)


@scenario("Redis stands still for a while", PROMISE, runs=2)
def redis_stands_still(studio: Studio, chance: random.Random) -> None:
    album = studio.start_album()
    studio.wait_for_moment(album, chance)
    studio.servers.redis.freeze()
    time.sleep(chance.uniform(4, 12))
    studio.servers.redis.thaw()
    studio.wait_until_complete(album)
    audit(studio, album)
