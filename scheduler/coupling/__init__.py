"""Crews, appointments that follow one another, and groups served whole: what joins several visits.

The search knows none of this. It is shown every coupled appointment that is placed as one pinned visit for each
member of its crew; this layer chooses the places, moves them, and values plans as they are. Small parts are solved by
CP-SAT over visits, which states everything.
"""
