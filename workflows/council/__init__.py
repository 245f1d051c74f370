"""The council: who sits in it, its sessions, ballots, and what they prove."""
