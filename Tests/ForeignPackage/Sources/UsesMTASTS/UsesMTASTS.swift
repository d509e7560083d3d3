import MTASTS
