public import InternetMessage
public import MailAddressing

/// Checks the DKIM signatures of messages (RFC 6376, section 6; RFC 8301; RFC 8463).
///
/// Every signature gets a ``DKIMVerdict``; nothing throws, whatever the bytes are. Signatures are tried from the top, up to
/// a number of them. The keys are asked for at once and not one after the other, and only for signatures that could pass.
///
/// A verifier remembers the keys it has met, ready for use, so that one should be made once and used for all messages, by as
/// many tasks at once as there are.
///
/// ```swift
/// for verdict in await DKIMVerifier(keys: resolver).verify(message, at: now) { print(verdict) }
/// ```
public struct DKIMVerifier: Sendable {
    /// What is accepted.
    public struct Options: Hashable, Sendable {
        /// How many signatures of a message are tried, from the top; the others get no verdict.
        ///
        /// Eight are more than honest mail has, and bound what a message costs: each is one verification, and all of
        /// them together have eight more where several key records stand at one name.
        public var maximumSignatures = 8
        /// By how many seconds the clock of a signer may differ from ours: so much later a signature expires (`x=`), and so
        /// far in the future it may have been made (`t=`).
        ///
        /// The default, five minutes, is what clocks that are not kept differ by, and short beside how long mail travels.
        public var clockSkew: Int64 = 300
        /// The longest RSA key that is accepted, in bits.
        ///
        /// The default is the longest that RFC 8301, section 3.2, asks verifiers for; a longer one costs whoever checks it
        /// more than whoever sends it.
        public var maximumRSABits = 4_096
        /// How many key records are remembered with their keys, about twice: some 4 KiB each with RSA of 2,048
        /// bits.
        public var rememberedKeys = 512
        /// How much header is accepted.
        public var headerLimits = HeaderLimits.standard
        /// What makes verdicts worth less.
        public var danger = Danger()

        /// The defaults: eight signatures, and nothing dangerous.
        public static let `default` = Options()

        /// Makes the default options.
        public init() {}
    }

    /// Switches that let pass what RFC 8301 or good sense refuse; for tests and for looking into old mail.
    public struct Danger: Hashable, Sendable {
        /// Whether signatures over SHA-1 are checked at all.
        public var acceptsSHA1 = false
        /// Whether a signature passes that covers only the beginning of the body, behind which anybody can write (`l=`).
        public var acceptsPartialBodies = false
        /// Whether a signature passes where others may find other fields in the header: with a lone CR or LF in it, or
        /// with a line that is no field, behind which some read on.
        public var acceptsAmbiguousHeaders = false
        /// The shortest RSA key that is accepted, in bits.
        public var minimumRSABits = 1_024

        /// Nothing dangerous.
        public init() {}
    }

    /// What is accepted.
    public let options: Options
    private let keys: any TextRecordSource
    private let prepared: PreparedKeys

    /// Makes a verifier.
    ///
    /// - Parameters:
    ///   - keys: where key records are looked up: the DNS, a zone file, or a table of a test.
    ///   - options: what is accepted.
    public init(keys: any TextRecordSource, options: Options = .default) {
        self.keys = keys
        self.options = options
        prepared = PreparedKeys(capacity: options.rememberedKeys)
    }

    /// Checks the signatures of a whole message.
    ///
    /// - Parameters:
    ///   - message: the message with its header, lines ended by CRLF.
    ///   - unixTime: the time now, in seconds since 1970, against which expiries are held.
    /// - Returns: a verdict for each signature that was tried, in the order in which they stand; empty when the message has
    ///   none. A message whose header is beyond the limits has one verdict, a permanent error.
    public func verify(_ message: [UInt8], at unixTime: Int64) async -> [DKIMVerdict] {
        var stream = begin()
        stream.update(message)
        return await stream.conclude(at: unixTime)
    }

    /// Begins to check a message that comes in pieces.
    ///
    /// - Returns: a stream to feed with the message from its first octet on.
    public func begin() -> DKIMVerificationStream {
        DKIMVerificationStream(keys: keys, prepared: prepared, options: options)
    }
}
