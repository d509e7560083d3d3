"""What the scenarios share: peers, a namespace to run them in, and strict readers of what they say.

Standard library only. Nothing here knows a scenario, and a scenario knows nothing of how a peer is started.
"""
