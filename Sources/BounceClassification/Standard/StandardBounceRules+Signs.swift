extension StandardBounceRules {
    /// What tells the stage and the block list.
    static let signs = """
        stage mail
            signs  "in reply to mail from command", "while talking to * mail from", "after mail from"
            signs  "said to mail from"
        stage rcpt
            signs  "in reply to rcpt to command", "after rcpt to", "response to rcpt to"
        stage data
            signs  "in reply to data command"
        stage dot
            signs  "in reply to end of data command", "after end of data", "response to end of data"
        stage hello
            signs  "in reply to ehlo command", "in reply to helo command"
        stage greeting
            signs  "in reply to initial server greeting", "after initial connection"
        stage auth
            signs  "in reply to auth command"

        list Spamhaus
            signs  "spamhaus", "spamhaus*", "zen", "xbl", "sbl-xbl"
        list SpamCop
            signs  "spamcop", "spamcop.net"
        list Barracuda
            signs  "barracudacentral", "barracuda reputation", "barracudanetworks.com"
        list SORBS
            signs  "sorbs", "sorbs.net"
        list UCEPROTECT
            signs  "uceprotect*", "dnsbl-1.uceprotect.net"
        list Invaluement
            signs  "invaluement"
        list URIBL
            signs  "uribl", "multi.uribl.com"
        list SURBL
            signs  "surbl*", "multi.surbl.org"
        list Cloudmark
            signs  "cloudmark", "csi.cloudmark.com"
        list Proofpoint
            signs  "ipcheck.proofpoint.com", "dnsbl-lookup.cgi"
        list Mailspike
            signs  "mailspike"
        list PSBL
            signs  "psbl", "psbl.surriel.com"
        list SenderScore
            signs  "senderscore*"
        list AbuseAt
            signs  "abuseat", "cbl.abuseat.org"
        """
}
