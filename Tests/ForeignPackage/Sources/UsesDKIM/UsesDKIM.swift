import DKIM
