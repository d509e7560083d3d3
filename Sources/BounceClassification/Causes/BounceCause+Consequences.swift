extension BounceCause {
    /// What follows from a cause where a rule says nothing else.
    struct Consequences: Hashable, Sendable {
        var scope: BounceScope
        /// The permanence whatever the code, or nil where the code's class decides.
        var fixedPermanence: BouncePermanence?
        /// The permanence of a text without any code.
        var permanenceWithoutCode: BouncePermanence
        var actionWhenPermanent: BounceAction
        var actionWhenTemporary: BounceAction

        init(
            _ scope: BounceScope, fixed: BouncePermanence? = nil, uncoded: BouncePermanence = .permanent,
            permanent: BounceAction = .nothing, temporary: BounceAction = .retry
        ) {
            self.scope = scope
            fixedPermanence = fixed
            permanenceWithoutCode = fixed ?? uncoded
            actionWhenPermanent = permanent
            actionWhenTemporary = temporary
        }
    }

    /// The scope, the permanence and the actions that a cause brings with it.
    var consequences: Consequences {
        switch self {
        case .unknownRecipient, .invalidRecipient, .movedRecipient, .inactiveMailbox:
            Consequences(.recipient, permanent: .suppressRecipient)
        case .suppressedRecipient: Consequences(.recipient, permanent: .suppressRecipient)
        case .mailboxFull, .busyMailbox: Consequences(.recipient, uncoded: .temporary)
        case .refusedByRecipient, .restrictedRecipient: Consequences(.recipient)
        case .localDeliveryFailed: Consequences(.recipient, uncoded: .unknown)
        case .unknownDomain: Consequences(.destinationSite, permanent: .suppressRecipient)
        case .domainWithoutMail: Consequences(.destinationSite, permanent: .suppressRecipient)
        case .networkFailure: Consequences(.destinationSite, fixed: .temporary, temporary: .tryAnotherHost)
        case .routingLoop: Consequences(.destinationSite, permanent: .alertOperator)
        case .expired: Consequences(.message)
        case .refusedSender, .unknownSenderDomain: Consequences(.senderAddress, permanent: .alertOperator)
        case .blockedDomain, .authenticationFailure: Consequences(.senderDomain, permanent: .alertOperator)
        case .relayDenied: Consequences(.destinationSite, permanent: .alertOperator, temporary: .tryAnotherHost)
        case .blockedAddress: Consequences(.sourceAddress, fixed: .temporary, temporary: .suspendPath)
        case .poorReputation: Consequences(.sourceAddress, fixed: .temporary, temporary: .slowSite)
        case .missingReverseName: Consequences(.sourceAddress, fixed: .temporary, temporary: .alertOperator)
        case .greylisted: Consequences(.sourceAddress, fixed: .temporary, temporary: .retry)
        case .rateLimited, .tooManyConnections:
            Consequences(.sourceAddress, fixed: .temporary, temporary: .slowSite)
        case .tooManyRecipients: Consequences(.message, fixed: .temporary, temporary: .retry)
        case .spamContent, .virusContent, .prohibitedAttachment, .policyViolation, .malformedMessage,
            .unacceptableContent, .messageTooLarge, .limitExceeded:
            Consequences(.message)
        case .encryptionRequired, .loginRequired:
            Consequences(.ourConfiguration, fixed: .temporary, temporary: .alertOperator)
        case .tlsFailure: Consequences(.ourConfiguration, fixed: .temporary, temporary: .tryAnotherHost)
        case .protocolError: Consequences(.ourConfiguration, uncoded: .unknown, permanent: .alertOperator)
        case .systemFailure: Consequences(.destinationSite, uncoded: .temporary)
        case .systemFull: Consequences(.destinationSite, uncoded: .temporary, temporary: .slowSite)
        case .serviceUnavailable: Consequences(.destinationSite, fixed: .temporary, temporary: .tryAnotherHost)
        case .feedback: Consequences(.recipient, permanent: .suppressRecipient)
        case .automaticReply, .delivered: Consequences(.message, fixed: .unknown, uncoded: .unknown)
        case .undetermined: Consequences(.message, uncoded: .unknown)
        }
    }
}
