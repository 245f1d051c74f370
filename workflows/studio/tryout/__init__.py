"""Trying a procedure out: the real engine in a throw-away store, with a clock that is moved.

A run is nothing but its list of steps, played from the beginning each time. So it needs no memory
between two requests, any process can go on with it, and a run that is kept is a scenario.
"""

from workflows.studio.tryout.playing import Moment, Run, play, rehearse

__all__ = ["Moment", "Run", "play", "rehearse"]
