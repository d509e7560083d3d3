/// A secret with which rewritten senders are signed.
///
/// Its descriptions do not show it.
public struct SenderRewritingSecret: Hashable, Sendable {
    /// The secret octets.
    let octets: [UInt8]

    /// The fewest octets of a secret: 128 bits, as less can be searched for offline once some addresses are known.
    public static let minimumLength = 16

    /// Takes a secret.
    ///
    /// libsrs2 and PostSRSd can have the same only if there is no NUL in it.
    ///
    /// - Parameter octets: random octets, at least ``minimumLength`` of them; 32 are plenty.
    /// - Throws: ``SenderRewritingError/secretTooShort(minimum:)``.
    public init(_ octets: [UInt8]) throws(SenderRewritingError) {
        guard octets.count >= Self.minimumLength else { throw .secretTooShort(minimum: Self.minimumLength) }
        self.octets = octets
    }

    /// Takes a line of the file in which PostSRSd has its secrets, one on each line, the one that signs first.
    ///
    /// The octets of the line are the secret, blanks at its ends included; nothing is decoded. PostSRSd reads a line of
    /// more than 1,023 octets as several secrets.
    ///
    /// - Parameters:
    ///   - line: the line, with the line end behind it or without.
    ///   - minimumLength: the fewest octets of the secret. Give less than the default only for a secret that exists
    ///     already, so that addresses that were signed with it are taken back, and put a longer one before it.
    /// - Throws: ``SenderRewritingError/secretTooShort(minimum:)``, also for an empty line, whatever the minimum is;
    ///   ``SenderRewritingError/malformedSecret`` where a line end or a NUL stands in the line.
    public init(line: some StringProtocol, minimumLength: Int = Self.minimumLength) throws(SenderRewritingError) {
        var octets = Array(line.utf8)
        if octets.last == UInt8(ascii: "\n") { octets.removeLast() }
        if octets.last == UInt8(ascii: "\r") { octets.removeLast() }
        let isAllowed = { (octet: UInt8) in octet != 0 && octet != UInt8(ascii: "\n") && octet != UInt8(ascii: "\r") }
        guard octets.allSatisfy(isAllowed) else { throw .malformedSecret }
        let minimum = max(minimumLength, 1)
        guard octets.count >= minimum else { throw .secretTooShort(minimum: minimum) }
        self.octets = octets
    }
}

extension SenderRewritingSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// That it is a secret, and nothing of it.
    public var description: String { "a secret" }
    /// That it is a secret, and nothing of it.
    public var debugDescription: String { description }
    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
