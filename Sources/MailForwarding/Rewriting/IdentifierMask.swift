public import MailAddressing
import MailCryptography

/// Replaces message identifiers that show the domain of who wrote a message, always in the same way, so that threads
/// hold.
///
/// `1f0a@home.example` becomes 48 hexadecimal digits at the alias's domain: the first 24 octets of an HMAC-SHA256 over
/// a label, that domain and the identifier. Nobody without the secret can find what it was, nor see which of two it is,
/// and nothing has to be kept. What is masked already stays as it is.
public struct IdentifierMask: Hashable, Sendable {
    /// The domain in whose name the replacements are unique.
    public let domain: DomainName

    private let secret: [UInt8]

    /// Makes a mask.
    ///
    /// - Parameters:
    ///   - secret: random octets, at least 16 and better 32. Another secret breaks the threads that are underway.
    ///   - domain: the domain of the alias.
    public init(secret: [UInt8], domain: DomainName) {
        self.secret = secret
        self.domain = domain
    }

    /// The replacement of an identifier.
    ///
    /// - Parameter identifier: the text between the angle brackets.
    /// - Returns: the text between the angle brackets, at most 302 octets, always one that can be written.
    public func masked(_ identifier: String) -> String {
        guard !isMasked(identifier) else { return identifier }
        let message = Array("message-identifier\0\(domain.text)\0\(identifier)".utf8)
        let code = HMACSHA256.code(for: message, key: secret).prefix(Self.codeLength)
        let digits = code.flatMap { [Self.digits[Int($0 >> 4)], Self.digits[Int($0 & 15)]] }
        return "\(String(decoding: digits, as: UTF8.self))@\(domain.text)"
    }

    /// Whether an identifier has the form of a replacement.
    private func isMasked(_ identifier: String) -> Bool {
        let octets = Array(identifier.utf8)
        let length = Self.codeLength * 2
        return octets.count > length && octets[..<length].allSatisfy { Self.digits.contains($0) }
            && octets[length...].elementsEqual("@\(domain.text)".utf8)
    }

    /// 192 bits, so that no two identifiers ever have one replacement.
    private static let codeLength = 24
    private static let digits = Array("0123456789abcdef".utf8)
}

extension IdentifierMask: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The domain, and nothing of the secret.
    public var description: String { "identifiers at \(domain)" }
    /// The domain, and nothing of the secret.
    public var debugDescription: String { description }
    /// The domain alone.
    public var customMirror: Mirror { Mirror(self, children: ["domain": domain]) }
}
