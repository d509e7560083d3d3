import MailAddressing

extension Suppression {
    /// The entry as octets, to be kept.
    ///
    /// Version 1, numbers in the order of the network:
    ///
    /// | octets | what |
    /// | --- | --- |
    /// | 1 | the version, 1 |
    /// | 1 | 1 where there is an expiry, else 0 |
    /// | 1 | the scope: 0 everybody, 1 a sender domain, 2 a stream |
    /// | 1 | the reason: 0 a refusal, 1 a complaint, 2 a person |
    /// | 8 | since when, in seconds since 1970, signed |
    /// | 8 | the expiry likewise; 0 without one |
    /// | 4 | how often it was confirmed |
    ///
    /// Then five texts in UTF-8, each behind its length in two octets: the local part, empty for a whole domain; the
    /// host; the scope's name; the cause or the type of feedback; the reason's text.
    public var encoded: [UInt8] {
        var octets: [UInt8] = [Self.version, expiry == nil ? 0 : 1, key.scope.code, reason.code]
        octets.append(durable: UInt64(bitPattern: since))
        octets.append(durable: UInt64(bitPattern: expiry ?? 0))
        octets.append(durable: UInt64(confirmations), count: 4)
        octets.append(durable: key.target.localPart ?? "")
        octets.append(durable: key.target.host.description)
        octets.append(durable: key.scope.name)
        octets.append(durable: reason.name)
        octets.append(durable: reason.text)
        return octets
    }

    /// Reads an entry back.
    ///
    /// Strict: only what ``encoded`` gives for some entry is read, octet by octet. There is no check sum: damage that
    /// makes another entry of it is for the store to notice.
    ///
    /// - Parameter octets: the octets, all of them.
    /// - Throws: `SuppressionFormError` with what is wrong.
    public init(decoding octets: [UInt8]) throws(SuppressionFormError) {
        var reader = DurableReader(octets)
        let version = try reader.octet()
        guard version == Self.version else { throw SuppressionFormError(.unknownVersion(version), at: 0) }
        let hasExpiry = try reader.octet()
        let (scopeCode, reasonCode) = (try reader.octet(), try reader.octet())
        let (since, expiry) = (try reader.moment(), try reader.moment())
        let confirmations = UInt32(truncatingIfNeeded: try reader.number(4))
        let key = try reader.key(ofScope: scopeCode)
        let reasonOffset = reader.offset
        guard let reason = SuppressionReason(code: reasonCode, name: try reader.text(), text: try reader.text()) else {
            throw SuppressionFormError(.malformed, at: reasonOffset)
        }
        self.init(
            key, because: reason, since: since, expiry: hasExpiry == 0 ? nil : expiry, confirmations: confirmations)
        // Whatever else is amiss, flags and trailing octets too, shows here.
        guard encoded == octets else { throw SuppressionFormError(.notCanonical, at: 0) }
    }

    private static let version: UInt8 = 1
}
