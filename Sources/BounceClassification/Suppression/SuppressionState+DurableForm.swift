import MailAddressing

extension SuppressionState {
    /// The state as octets, to be kept.
    ///
    /// Version 1, numbers in the order of the network:
    ///
    /// | octets | what |
    /// | --- | --- |
    /// | 1 | the version, 1 |
    /// | 1 | what follows: 1 for weak refusals, 2 for a full mailbox, 4 for an entry; added up |
    /// | 1 | the scope, as in `Suppression.encoded` |
    /// | 16 | for each count: when the last strike was, when all are forgotten; signed seconds since 1970 |
    ///
    /// Then three texts in UTF-8, each behind its length in two octets: the local part, empty for a whole domain; the
    /// host; the scope's name. Then the entry, as `Suppression.encoded` gives it, to the end.
    public var encoded: [UInt8] {
        let counts = [refusals, fullMailbox]
        let flags: UInt8 = (refusals == nil ? 0 : 1) | (fullMailbox == nil ? 0 : 2) | (suppression == nil ? 0 : 4)
        var octets: [UInt8] = [Self.version, flags, key.scope.code]
        for case .some(let count) in counts {
            octets.append(durable: UInt64(bitPattern: count.last))
            octets.append(durable: UInt64(bitPattern: count.forgottenAt))
        }
        octets.append(durable: key.target.localPart ?? "")
        octets.append(durable: key.target.host.description)
        octets.append(durable: key.scope.name)
        return octets + (suppression?.encoded ?? [])
    }

    /// Reads a state back.
    ///
    /// Strict: only what ``encoded`` gives for some state is read, octet by octet. There is no check sum: damage that
    /// makes another state of it is for the store to notice.
    ///
    /// - Parameter octets: the octets, all of them.
    /// - Throws: `SuppressionFormError` with what is wrong; a mistake in the entry is told with its place in that.
    public init(decoding octets: [UInt8]) throws(SuppressionFormError) {
        var reader = DurableReader(octets)
        let version = try reader.octet()
        guard version == Self.version else { throw SuppressionFormError(.unknownVersion(version), at: 0) }
        let (flags, scopeCode) = (try reader.octet(), try reader.octet())
        var counts: [StrikeCount?] = [nil, nil]
        for (index, flag) in [UInt8(1), 2].enumerated() where flags & flag != 0 {
            counts[index] = StrikeCount(last: try reader.moment(), forgottenAt: try reader.moment())
        }
        let key = try reader.key(ofScope: scopeCode)
        self.init(key)
        (refusals, fullMailbox) = (counts[0], counts[1])
        if flags & 4 != 0, !replace(with: try Suppression(decoding: Array(reader.rest))) {
            throw SuppressionFormError(.malformed, at: reader.offset)
        }
        guard encoded == octets else { throw SuppressionFormError(.notCanonical, at: 0) }
    }

    private static var version: UInt8 { 1 }
}
