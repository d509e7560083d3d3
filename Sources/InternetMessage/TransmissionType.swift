/// How a message came, as the `with` clause of a Received field names it (RFC 3848, RFC 6531, section 4.3).
public struct TransmissionType: Hashable, Sendable {
    /// The protocols; complete, as the registry of mail transmission types knows these.
    public enum Base: Hashable, Sendable {
        /// SMTP begun with HELO.
        case smtp
        /// SMTP begun with EHLO.
        case esmtp
        /// LMTP (RFC 2033).
        case lmtp
    }

    /// The protocol.
    public var base: Base
    /// Whether TLS was on.
    public var isEncrypted: Bool
    /// Whether the client had proved who it is.
    public var isAuthenticated: Bool
    /// Whether the message was sent with SMTPUTF8.
    public var isInternationalized: Bool

    /// Describes how a message came.
    ///
    /// - Parameters:
    ///   - base: the protocol.
    ///   - isEncrypted: whether TLS was on.
    ///   - isAuthenticated: whether the client had proved who it is.
    ///   - isInternationalized: whether the message was sent with SMTPUTF8.
    public init(
        _ base: Base, isEncrypted: Bool = false, isAuthenticated: Bool = false, isInternationalized: Bool = false
    ) {
        self.base = base
        self.isEncrypted = isEncrypted
        self.isAuthenticated = isAuthenticated
        self.isInternationalized = isInternationalized
    }
}

extension TransmissionType: CustomStringConvertible {
    /// The registered name, for example `ESMTPSA`.
    ///
    /// Plain SMTP has no names for more, so that with HELO nothing else is named.
    public var description: String {
        if base == .smtp { return "SMTP" }
        let protocolName =
            switch (isInternationalized, base == .lmtp) {
            case (true, true): "UTF8LMTP"
            case (true, false): "UTF8SMTP"
            case (false, true): "LMTP"
            case (false, false): "ESMTP"
            }
        return protocolName + (isEncrypted ? "S" : "") + (isAuthenticated ? "A" : "")
    }
}
