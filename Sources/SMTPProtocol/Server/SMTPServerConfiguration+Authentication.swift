extension SMTPServerConfiguration {
    /// How clients log in (RFC 4954).
    public struct Authentication: Hashable, Sendable {
        /// The mechanisms that are offered, in the order in which they are named.
        ///
        /// `SCRAM-SHA-256-PLUS` is offered only where the channel can be bound.
        public var mechanisms: [SASLMechanism]
        /// Whether MAIL is refused before a client has logged in, as RFC 6409, section 4.3 wants it for submission.
        public var isRequired: Bool
        /// Whether AUTH is offered in the clear, where everybody on the way can read a password.
        ///
        /// Default false. For loopback and tests only.
        public var dangerouslyAllowsCleartext: Bool
        /// After how many failed attempts the session is ended.
        ///
        /// Default 3: a person mistypes twice, and a guesser is to pay for a connection as often as possible.
        public var maximumFailures: Int

        /// Makes settings.
        ///
        /// - Parameters:
        ///   - mechanisms: the mechanisms that are offered.
        ///   - isRequired: whether MAIL is refused before a client has logged in.
        public init(mechanisms: [SASLMechanism], isRequired: Bool = false) {
            self.mechanisms = mechanisms
            self.isRequired = isRequired
            dangerouslyAllowsCleartext = false
            maximumFailures = 3
        }
    }

    /// The longest line of an AUTH command or of a response to a challenge, in octets with its CRLF.
    ///
    /// 12,290, as RFC 4954, section 4 names 12,288 octets of base64.
    static let maximumResponseLength = 12_290
}
