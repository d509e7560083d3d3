/// Why it is believed that a message comes from whom its reverse path names.
///
/// Anybody can write anybody's address there. A report on a message that nothing speaks for goes to somebody who has
/// nothing to do with it (backscatter; RFC 5321, section 6.2), so whoever reports asks for it.
public enum SenderProof: String, Hashable, Sendable, CaseIterable {
    /// It was handed in by code or a person on this machine.
    case local
    /// Its client has logged in.
    case login
    /// Its client is in a network that may send without a login.
    case network
    /// Its client may send for the domain of the reverse path: SPF passed (RFC 7208).
    case senderPolicy = "sender-policy"
    /// The domain of the reverse path has signed it: a DKIM signature passed (RFC 6376).
    case signature
    /// It is passed on with an author of ours in place of the one that it came with; nothing is known of its sender.
    case forwarded
    /// The same, and the domain of its sender has signed it.
    case forwardedSigned = "forwarded-signed"
    /// It answers from behind an address of ours, by somebody who has shown to be one of those behind it.
    case answered
    /// Nothing is known.
    case missing
}

extension SenderProof {
    /// Whether the author that the message names is one of whom we know: whoever is in charge here wrote it, or put the
    /// author there.
    ///
    /// Only such a message may get a signature of ours. Of any other it is known at most that its envelope is genuine,
    /// and a stranger may have written one of our names into it.
    public var vouchesForAuthor: Bool {
        switch self {
        case .local, .login, .network, .forwarded, .forwardedSigned, .answered: true
        case .senderPolicy, .signature, .missing: false
        }
    }
}
