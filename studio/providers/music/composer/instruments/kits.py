"""Sets of drums. Gains are against the kick of each kit."""

from studio.providers.music.composer.instruments.base import Instrument, Role
from studio.providers.music.composer.sound.filters import lowpass, shelf
from studio.providers.music.composer.sound.percussion import (
    Drum,
    Kit,
    chime,
    clap,
    kick,
    membrane,
    metal,
    noise_hit,
    snare,
    sweep,
    wood,
)

_SHAKER = noise_hit(hertz=6200.0, quality=0.9, attack_seconds=0.016, seconds=0.022, low_cut_hertz=2500.0)
_CONGA_LOW = membrane(hertz=165.0, seconds=0.2, slap=0.25)
_CONGA_HIGH = membrane(hertz=235.0, seconds=0.15, slap=0.3)
_FRAME = membrane(hertz=78.0, seconds=0.34, slap=0.12, slap_hertz=900.0)
_FRAME_EDGE = membrane(hertz=310.0, seconds=0.07, slap=0.5, slap_hertz=2400.0)
_BRUSH_TAP = noise_hit(hertz=2300.0, quality=0.5, attack_seconds=0.006, seconds=0.075, low_cut_hertz=350.0)

_DUSTY = Kit(
    {
        Drum.KICK: (kick(hertz=52.0, drop=2.0, seconds=0.15, click=0.06), 0.0, 0.0),
        Drum.SNARE: (snare(hertz=172.0, wires=0.62, seconds=0.1, bright_hertz=2700.0), -5.0, 0.04),
        Drum.RIM: (wood(hertz=(410.0, 930.0, 1720.0), seconds=0.09), 1.0, -0.1),
        Drum.HAT: (
            noise_hit(hertz=6800.0, quality=0.8, attack_seconds=0.002, seconds=0.026, low_cut_hertz=3000.0),
            -12.0,
            0.22,
        ),
        Drum.OPEN_HAT: (
            noise_hit(hertz=6200.0, quality=0.8, attack_seconds=0.003, seconds=0.14, low_cut_hertz=2800.0),
            -14.5,
            0.22,
        ),
        Drum.SHAKER: (_SHAKER, -11.0, -0.3),
        Drum.TOM: (membrane(hertz=96.0, seconds=0.22, slap=0.15), -4.0, -0.2),
        Drum.CLAP: (clap(), -5.0, 0.1),
    },
    tone=(lowpass(6200.0), shelf(180.0, 1.5, is_high=False)),
)
_BRUSHES = Kit(
    {
        Drum.KICK: (kick(hertz=58.0, drop=1.5, seconds=0.13, click=0.03), -5.0, 0.0),
        Drum.SNARE: (_BRUSH_TAP, -7.0, 0.1),
        Drum.TAP: (_BRUSH_TAP, -11.0, 0.12),
        Drum.SWEEP: (sweep(), -19.0, -0.12),
        Drum.RIM: (wood(hertz=(430.0, 980.0, 1650.0), seconds=0.1), -1.0, 0.1),
        Drum.RIDE: (metal(low_hertz=420.0, high_hertz=8200.0, seconds=1.1, ping_hertz=1050.0, stick=0.12), -13.0, 0.28),
        Drum.FOOT_HAT: (
            noise_hit(hertz=5200.0, quality=1.0, attack_seconds=0.003, seconds=0.03, low_cut_hertz=2200.0),
            -16.0,
            -0.25,
        ),
        Drum.HAT: (
            noise_hit(hertz=6000.0, quality=0.9, attack_seconds=0.002, seconds=0.025, low_cut_hertz=2600.0),
            -15.0,
            -0.25,
        ),
        Drum.TOM: (membrane(hertz=88.0, seconds=0.3, slap=0.05, slap_hertz=500.0), -6.0, -0.25),
        Drum.SHAKER: (_SHAKER, -13.0, -0.3),
    }
)
_SOFT = Kit(
    {
        Drum.KICK: (kick(hertz=50.0, drop=1.8, seconds=0.18, click=0.04), -1.0, 0.0),
        Drum.SNARE: (snare(hertz=168.0, wires=0.45, seconds=0.12, bright_hertz=3000.0), -8.0, 0.05),
        Drum.RIM: (wood(hertz=(440.0, 1010.0, 1800.0), seconds=0.08), -1.0, -0.12),
        Drum.HAT: (
            noise_hit(hertz=7400.0, quality=0.8, attack_seconds=0.002, seconds=0.028, low_cut_hertz=3600.0),
            -15.0,
            0.25,
        ),
        Drum.OPEN_HAT: (
            noise_hit(hertz=7000.0, quality=0.8, attack_seconds=0.004, seconds=0.18, low_cut_hertz=3400.0),
            -17.0,
            0.25,
        ),
        Drum.RIDE: (metal(low_hertz=380.0, high_hertz=8500.0, seconds=1.3, ping_hertz=940.0, stick=0.06), -15.0, 0.3),
        Drum.SHAKER: (_SHAKER, -12.0, -0.32),
        Drum.TOM: (membrane(hertz=84.0, seconds=0.34, slap=0.06, slap_hertz=600.0), -4.0, -0.2),
        Drum.CLAP: (clap(), -9.0, 0.1),
        Drum.CHIME: (chime(), -15.0, 0.3),
    },
    tone=(lowpass(9000.0),),
)
_MACHINE = Kit(
    {
        Drum.KICK: (kick(hertz=48.0, drop=2.8, seconds=0.2, click=0.1), 0.0, 0.0),
        Drum.SNARE: (snare(hertz=190.0, wires=0.8, seconds=0.16, bright_hertz=3400.0), -7.0, 0.0),
        Drum.CLAP: (clap(), -4.0, 0.08),
        Drum.HAT: (
            noise_hit(hertz=8200.0, quality=0.8, attack_seconds=0.001, seconds=0.024, low_cut_hertz=4500.0),
            -14.0,
            0.2,
        ),
        Drum.OPEN_HAT: (
            noise_hit(hertz=7600.0, quality=0.8, attack_seconds=0.002, seconds=0.16, low_cut_hertz=4200.0),
            -16.0,
            0.2,
        ),
        Drum.RIM: (wood(hertz=(480.0, 1130.0, 2050.0), seconds=0.06), -2.0, -0.2),
        Drum.TOM: (membrane(hertz=100.0, seconds=0.3, slap=0.05), -3.0, -0.25),
        Drum.SHAKER: (_SHAKER, -12.0, -0.3),
    },
    tone=(lowpass(9500.0),),
)
_HAND = Kit(
    {
        Drum.FRAME: (_FRAME, -1.0, 0.0),
        Drum.FRAME_EDGE: (_FRAME_EDGE, -9.0, 0.12),
        Drum.KICK: (_FRAME, -1.0, 0.0),
        Drum.SNARE: (_FRAME_EDGE, -8.0, 0.12),
        Drum.RIM: (_FRAME_EDGE, -10.0, 0.12),
        Drum.SHAKER: (_SHAKER, -13.0, -0.3),
        Drum.HAT: (_SHAKER, -13.0, -0.3),
        Drum.CONGA_LOW: (_CONGA_LOW, -5.0, -0.15),
        Drum.CONGA_HIGH: (_CONGA_HIGH, -6.0, 0.18),
        Drum.TOM: (_CONGA_LOW, -5.0, -0.2),
        Drum.CHIME: (chime(), -15.0, 0.3),
    }
)
_BOSSA = Kit(
    {
        Drum.KICK: (kick(hertz=56.0, drop=1.6, seconds=0.14, click=0.03), -3.0, 0.0),
        Drum.RIM: (wood(hertz=(520.0, 1180.0, 2010.0), seconds=0.07), -1.5, 0.1),
        Drum.SHAKER: (_SHAKER, -10.0, -0.3),
        Drum.HAT: (
            noise_hit(hertz=6800.0, quality=0.9, attack_seconds=0.002, seconds=0.022, low_cut_hertz=3200.0),
            -14.0,
            0.25,
        ),
        Drum.SNARE: (_BRUSH_TAP, -9.0, 0.08),
        Drum.TAP: (_BRUSH_TAP, -12.0, 0.1),
        Drum.SWEEP: (sweep(), -20.0, -0.1),
        Drum.RIDE: (metal(low_hertz=420.0, high_hertz=8200.0, seconds=0.9, ping_hertz=1050.0, stick=0.08), -15.0, 0.28),
        Drum.CONGA_LOW: (_CONGA_LOW, -6.0, -0.2),
        Drum.CONGA_HIGH: (_CONGA_HIGH, -7.0, 0.2),
        Drum.TOM: (membrane(hertz=72.0, seconds=0.4, slap=0.03, slap_hertz=400.0), -4.0, -0.1),
    }
)
_ONLY = (Role.DRUMS,)

KITS = (
    Instrument(
        "dusty kit",
        ("dusty drum break", "dusty drum", "boom-bap", "lazy snare", "soft kick", "drum break", "drum kit", "drum"),
        _DUSTY,
        36,
        36,
        _ONLY,
    ),
    Instrument(
        "brushes",
        ("brushed snare", "brushed drum", "brushes", "brush", "ride cymbal", "light cymbal", "slow shuffle", "cymbal"),
        _BRUSHES,
        36,
        36,
        _ONLY,
        decibels=3.0,
    ),
    Instrument("soft kit", ("soft drum", "rim click", "light drum", "shuffled hat"), _SOFT, 36, 36, _ONLY),
    Instrument(
        "drum machine",
        ("gated drum", "slow drum machine", "drum machine", "steady kick", "soft clap", "808", "909"),
        _MACHINE,
        36,
        36,
        _ONLY,
    ),
    Instrument(
        "hand percussion",
        (
            "soft frame drum",
            "frame drum",
            "hand percussion",
            "light percussion",
            "muted percussion",
            "light shaker",
            "bodhran",
            "djembe",
            "cajon",
            "low tom",
            "mallets on tom",
            "percussion",
        ),
        _HAND,
        36,
        36,
        _ONLY,
        decibels=-5.0,
    ),
    Instrument(
        "bossa kit",
        (
            "cross-stick drum",
            "cross-stick",
            "soft shaker",
            "light conga",
            "conga",
            "gentle surdo pulse",
            "surdo",
            "ticking hi-hat",
            "shaker",
            "tambourine",
        ),
        _BOSSA,
        36,
        36,
        _ONLY,
        decibels=2.0,
    ),
)
