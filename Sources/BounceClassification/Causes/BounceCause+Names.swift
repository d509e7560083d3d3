extension BounceCause {
    /// The reason of Sisimai that is nearest.
    ///
    /// Sisimai knows no greylisting: it is `blocked` there, as it is when the host says only to come again.
    public var sisimaiName: String {
        switch self {
        case .unknownRecipient, .invalidRecipient: "userunknown"
        case .movedRecipient: "hasmoved"
        case .inactiveMailbox: "suspend"
        case .mailboxFull: "mailboxfull"
        case .refusedByRecipient: "filtered"
        case .suppressedRecipient: "suppressed"
        case .unknownDomain: "hostunknown"
        case .domainWithoutMail: "notaccept"
        case .networkFailure, .routingLoop: "networkerror"
        case .expired: "expired"
        case .refusedSender, .unknownSenderDomain, .restrictedRecipient: "rejected"
        case .authenticationFailure: "authfailure"
        case .relayDenied: "norelaying"
        case .blockedAddress, .blockedDomain, .greylisted: "blocked"
        case .poorReputation: "badreputation"
        case .missingReverseName: "requireptr"
        case .rateLimited, .busyMailbox: "speeding"
        case .tooManyConnections, .tooManyRecipients: "toomanyconn"
        case .spamContent: "spamdetected"
        case .virusContent: "virusdetected"
        case .prohibitedAttachment, .policyViolation: "policyviolation"
        case .malformedMessage: "notcompliantrfc"
        case .unacceptableContent: "contenterror"
        case .messageTooLarge: "mesgtoobig"
        case .limitExceeded: "exceedlimit"
        case .encryptionRequired, .loginRequired: "securityerror"
        case .tlsFailure: "failedstarttls"
        case .protocolError: "syntaxerror"
        case .systemFailure, .serviceUnavailable: "systemerror"
        case .systemFull: "systemfull"
        case .localDeliveryFailed: "mailererror"
        case .feedback: "feedback"
        case .automaticReply: "vacation"
        case .delivered: "delivered"
        case .undetermined: "onhold"
        }
    }

    /// The bounce class of KumoMTA that is nearest.
    public var kumoName: String {
        switch self {
        case .unknownRecipient, .invalidRecipient, .movedRecipient: "InvalidRecipient"
        case .inactiveMailbox, .suppressedRecipient: "InactiveMailbox"
        case .mailboxFull, .systemFull: "QuotaIssues"
        case .unknownDomain, .domainWithoutMail: "BadDomain"
        case .networkFailure: "NoAnswerFromHost"
        case .routingLoop: "RoutingErrors"
        case .expired: "MessageExpired"
        case .refusedSender, .unknownSenderDomain: "InvalidSender"
        case .authenticationFailure, .loginRequired: "AuthenticationFailed"
        case .relayDenied: "RelayDenied"
        case .blockedAddress, .blockedDomain, .poorReputation: "SpamBlock"
        case .missingReverseName: "BadConfiguration"
        case .greylisted, .rateLimited, .busyMailbox, .systemFailure, .serviceUnavailable: "TransientFailure"
        case .tooManyConnections, .tlsFailure: "BadConnection"
        case .tooManyRecipients: "TooManyRecipients"
        case .spamContent: "SpamContent"
        case .virusContent: "VirusRelated"
        case .prohibitedAttachment: "ProhibitedAttachment"
        case .refusedByRecipient, .restrictedRecipient, .policyViolation, .encryptionRequired: "PolicyRelated"
        case .malformedMessage, .unacceptableContent, .messageTooLarge, .limitExceeded: "ContentRelated"
        case .protocolError: "ProtocolErrors"
        case .localDeliveryFailed: "BadConfiguration"
        case .feedback: "SpamRelated"
        case .automaticReply: "AutoReply"
        case .delivered, .undetermined: "Uncategorized"
        }
    }
}
