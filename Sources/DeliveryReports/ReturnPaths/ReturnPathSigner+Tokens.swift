public import MailAddressing
import MailCryptography

extension ReturnPathSigner {
    /// Makes a return path.
    ///
    /// - Parameters:
    ///   - value: what the caller knows the message and its recipient by, at most ``maximumValueLength`` octets; it can
    ///     be read by everybody.
    ///   - expiry: a moment of the last day, in UTC, on which the path is valid, in seconds since 1970. Reports may
    ///     come as late as the message is retried by the last host that has it: a week, rather two.
    /// - Throws: ``ReturnPathError/valueTooLong(limit:)`` or ``ReturnPathError/expiryOutOfRange``.
    public func mailbox(carrying value: [UInt8], expiry: Int64) throws(ReturnPathError) -> Mailbox {
        guard value.count <= maximumValueLength else { throw .valueTooLong(limit: maximumValueLength) }
        guard expiry >= 0, let day = UInt16(exactly: expiry / Self.secondsPerDay) else { throw .expiryOutOfRange }
        let token = ReturnPathToken(keyIdentifier: signingKey.identifier, lastDay: day, value: value)
        let text = Base32.encoded(token.signed(with: signingKey, context: context))
        // That it fits was seen to when the prefix and the domain were taken.
        guard let mailbox = try? Mailbox("\(start.localPart(carrying: text))@\(domain)") else {
            throw .unusableDomain
        }
        return mailbox
    }

    /// Checks the address to which a report came.
    ///
    /// Comparing the codes takes a time that says nothing about them, and whether a path has expired is told only of
    /// genuine ones.
    ///
    /// - Parameters:
    ///   - mailbox: the address, as the envelope of the report has it.
    ///   - now: the time, in seconds since 1970.
    public func check(_ mailbox: Mailbox, now: Int64) -> ReturnPathVerdict {
        guard mailbox.host == .domain(domain), let text = start.carried(by: mailbox.localPart) else {
            return .otherAddress
        }
        guard let octets = Base32.decoded(text), let (token, code) = ReturnPathToken.split(octets) else {
            return .malformed
        }
        guard let key = keys.first(where: { $0.identifier == token.keyIdentifier }) else {
            return .unknownKey(identifier: token.keyIdentifier)
        }
        guard ConstantTime.areEqual(code, token.code(with: key, context: context)) else { return .forged }
        let lastDay = Int64(token.lastDay)
        // Before 1970 no day is over.
        return now / Self.secondsPerDay > lastDay ? .expired(value: token.value) : .valid(value: token.value)
    }

    /// What is signed besides the token: that it is a return path, and of which kind, so that a code for one address is
    /// none for another, nor for anything else that the key may be used for.
    private var context: [UInt8] { Array("return-path\0\(prefix)\0\(domain.text)\0".utf8) }

    private static let secondsPerDay: Int64 = 86_400
}
