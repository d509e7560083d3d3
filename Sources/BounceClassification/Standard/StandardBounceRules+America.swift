extension StandardBounceRules {
    /// Facebook, Spectrum, Comcast and AT&T.
    static let american = """
        provider facebook
            hosts  *.facebook.com
            signs  "postmaster.facebook.com"
        provider spectrum
            hosts  *.charter.net, *.rr.com, *.spectrum.net
            signs  "spectrum.net", "charter.net"
        provider comcast
            hosts  *.comcast.net
            signs  "postmaster.comcast.net", "comcast.net"
        provider att
            hosts  *.att.net, *.prodigy.net, *.sbcglobal.net
            signs  "abuse-att.net"

        rule facebook-unknown means unknownRecipient
            provider  facebook
            says      "rcp-p1", "rcp-p3", "recipient address does not exist"
            source    Facebook postmaster, "Response codes"
        rule facebook-preferences means refusedByRecipient
            provider  facebook
            says      "rcp-p2"
            source    Facebook postmaster, "Response codes"
        rule facebook-blocked means blockedAddress
            provider  facebook
            says      "blk-p*", "con-p*"
            source    Facebook postmaster, "Response codes"
        rule facebook-names means missingReverseName
            provider  facebook
            says      "dns-p3"
            source    Facebook postmaster, "Response codes"
        rule facebook-policy means policyViolation
            provider  facebook
            says      "pol-p*", "int-p*"
            source    Facebook postmaster, "Response codes"
        rule facebook-connections means tooManyConnections
            provider  facebook
            says      "con-t1", "con-t2", "con-t3"
            source    Facebook postmaster, "Response codes"
        rule spectrum-names means missingReverseName
            provider  spectrum
            says      "aup#rdns", "aup#dns"
            rank      3
            source    Spectrum, "Email error codes"
        rule spectrum-connections means tooManyConnections
            provider  spectrum
            says      "aup#cnct", "aup#cxcnct"
            source    Spectrum, "Email error codes"
        rule spectrum-limit means rateLimited
            provider  spectrum
            says      "aup#lim", "aup#snd"
            source    Spectrum, "Email error codes"
        rule spectrum-blocked means blockedAddress
            provider  spectrum
            says      "aup#*"
            rank      7
            source    Spectrum, "Email error codes"
        rule comcast-blocked means blockedAddress
            provider  comcast
            says      "bl0*"
            source    Xfinity postmaster, "Error codes"
        rule comcast-limit means rateLimited
            provider  comcast
            says      "rl0*"
            source    Xfinity postmaster, "Error codes"
        rule comcast-names means missingReverseName
            provider  comcast
            says      "pt0*"
            rank      3
            source    Xfinity postmaster, "Error codes"
        rule comcast-authentication means authenticationFailure
            provider  comcast
            says      "dm0*"
            rank      3
            source    Xfinity postmaster, "Error codes"
        rule att-blocked means blockedAddress
            provider  att
            says      "blocked", "abuse_rbl"
            unless    "mailbox", "account"
            rank      3
            source    AT&T postmaster, "Block removal"
        """
}
