extension RewrittenLocalPart {
    /// What stands behind `SRS0`, taken apart but not checked: `=HASH=TT=domain=local part`.
    struct DirectFields: Hashable, Sendable {
        let hash: String
        let stamp: String
        let host: String
        /// The sender's local part, without quotes; it may have any of the separators in it.
        let localPart: String

        /// Takes apart; nil where a field is missing or empty.
        init?(_ content: String) {
            guard let fields = content.fields(4) else { return nil }
            (hash, stamp, host, localPart) = (fields[0], fields[1], fields[2], fields[3])
        }
    }

    /// What stands behind `SRS1`, taken apart but not checked: `=HASH=domain==HASH=TT=domain=local part`.
    struct GuardedFields: Hashable, Sendable {
        let hash: String
        /// The first forwarder.
        let host: String
        /// What the address at the first forwarder has behind `SRS0`, its separator included.
        let rest: String

        /// Takes apart; nil where a field is missing or empty, or no separator stands where that of the `SRS0` should.
        init?(_ content: String) {
            guard let fields = content.fields(3), let first = fields[2].utf8.first,
                SenderRewritingSeparator(first) != nil
            else { return nil }
            (hash, host, rest) = (fields[0], fields[1], fields[2])
        }
    }
}

extension String {
    /// So many fields with `=` between them, behind a separator of one octet; nil where one is missing or empty.
    ///
    /// The last one is everything that is left.
    fileprivate func fields(_ count: Int) -> [String]? {
        // Octets, not characters: a combining mark may stand behind a sign.
        let fields = utf8.dropFirst().split(
            separator: UInt8(ascii: "="), maxSplits: count - 1, omittingEmptySubsequences: false)
        guard fields.count == count, fields.allSatisfy({ !$0.isEmpty }) else { return nil }
        return fields.map { String(decoding: $0, as: UTF8.self) }
    }
}
