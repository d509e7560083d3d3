import BounceClassification

/// What the words of others for a cause mean in ours.
///
/// Most words are one cause. Several stand where others draw no line that a reply's text shows: a word of theirs agrees
/// with each cause of its list.
enum CauseMap {
    /// The reasons of Sisimai.
    static let sisimai: [String: Set<BounceCause>] = [
        "authfailure": [.authenticationFailure],
        "badreputation": [.poorReputation],
        "blocked": [.blockedAddress, .blockedDomain, .greylisted],
        "contenterror": [.unacceptableContent],
        "exceedlimit": [.limitExceeded, .messageTooLarge],
        "expired": [.expired],
        "failedstarttls": [.tlsFailure],
        "feedback": [.feedback],
        "filtered": [.refusedByRecipient],
        "hasmoved": [.movedRecipient],
        "hostunknown": [.unknownDomain],
        "mailboxfull": [.mailboxFull],
        "mailererror": [.localDeliveryFailed],
        "mesgtoobig": [.messageTooLarge, .limitExceeded],
        "networkerror": [.networkFailure, .routingLoop],
        "norelaying": [.relayDenied],
        "notaccept": [.domainWithoutMail],
        "notcompliantrfc": [.malformedMessage],
        "onhold": [.undetermined],
        "policyviolation": [.policyViolation, .prohibitedAttachment],
        // The sender is refused, by the host or by those whom the recipient lets write.
        "rejected": [.refusedSender, .unknownSenderDomain, .restrictedRecipient],
        "requireptr": [.missingReverseName],
        "securityerror": [.encryptionRequired, .loginRequired],
        "spamdetected": [.spamContent],
        // A limit on messages and one on connections and recipients are not told apart by all who have one.
        "speeding": [.rateLimited, .busyMailbox, .tooManyConnections],
        "suppressed": [.suppressedRecipient],
        "suspend": [.inactiveMailbox],
        "syntaxerror": [.protocolError],
        "systemerror": [.systemFailure, .serviceUnavailable],
        "systemfull": [.systemFull],
        "toomanyconn": [.tooManyConnections, .tooManyRecipients, .rateLimited],
        "undefined": [.undetermined],
        "userunknown": [.unknownRecipient, .invalidRecipient],
        "vacation": [.automaticReply],
        "virusdetected": [.virusContent],
    ]

    /// The categories of ZoneMTA.
    static let zone: [String: Set<BounceCause>] = [
        "blacklist": [.blockedAddress, .blockedDomain, .poorReputation],
        "greylist": [.greylisted],
        "network": [.networkFailure, .unknownDomain],
        "other": [.blockedAddress, .rateLimited, .undetermined],
        "policy": [.policyViolation, .authenticationFailure],
        "recipient": [.unknownRecipient, .relayDenied],
        "spam": [.spamContent],
    ]

    /// The labels of the classifier of Postal Systems.
    static let labels: [String: Set<BounceCause>] = [
        "auth_failure": [.authenticationFailure],
        "domain_blacklisted": [.blockedDomain],
        "greylisting": [.greylisted],
        "invalid_address": [.invalidRecipient, .unknownRecipient],
        "ip_blacklisted": [.blockedAddress],
        "mailbox_disabled": [.inactiveMailbox],
        "mailbox_full": [.mailboxFull],
        "policy_blocked": [.policyViolation],
        "rate_limited": [.rateLimited, .tooManyConnections, .tooManyRecipients],
        "relay_denied": [.relayDenied],
        "server_error": [.systemFailure, .serviceUnavailable],
        "spam_blocked": [.spamContent],
        "user_unknown": [.unknownRecipient],
    ]

    /// What we see otherwise than the corpus, by a part of the text, and why.
    static let contested: [String: String] = [
        "certificate-": "the certificate of a host failed, not the authentication of a message",
        "domain does not exist:": "without more words it may be anybody's domain",
        "that domain isn't in my list of allowed rcpthosts": "qmail's words for a relay that is denied",
        "duplicate header": "a header with a field twice is not as RFC 5322 says; what follows is cut off here",
        "delivery not authorized, message refused": "one text under two reasons in the corpus, by the provider",
        "spamhaus.org/help/help_spam_16": "a page of a block list without words",
        "blocked for abuse. see": "it is the address that is blocked, by the page's own words",
        "listed in work.drbl": "a list of addresses, and the corpus has it under two names",
    ]

    /// The names of hosts of the samples that say which host refused.
    static let diagnosticHosts = [
        "rhost-apple": "mx01.mail.icloud.com", "rhost-google": "gmail-smtp-in.l.google.com",
        "rhost-godaddy": "smtp.secureserver.net", "rhost-microsoft": "example-com.mail.protection.outlook.com",
        "rhost-mimecast": "us-smtp-inbound-1.mimecast.com", "rhost-tencent": "mx3.qq.com",
    ]

    /// The names of hosts of the providers in the corpus.
    static let hosts = [
        "apple": "mx01.mail.icloud.com", "cox": "cxr.mx.a.cloudfilter.cox.net",
        "godaddy": "smtp.secureserver.net", "google": "gmail-smtp-in.l.google.com",
        "microsoft": "example-com.mail.protection.outlook.com", "tencent": "mx3.qq.com",
        "yahooinc": "mta5.am0.yahoodns.net",
    ]
}
