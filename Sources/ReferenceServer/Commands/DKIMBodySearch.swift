import DKIM

/// Looks for what changed the body of one message, for all its signatures together.
///
/// Signatures over the same digest in the same form are searched for once. All searches of a message take together
/// as much work as one may, `BodyChange.defaultMaximumWork`, so that a stranger cannot make them slow with many signatures.
struct DKIMBodySearch {
    /// What a search depends on, beside the body.
    private struct Wanted: Hashable {
        var bodyHash: [UInt8]
        var form: Canonicalization
        var signedLength: Int?

        /// What a signature wants of the body, or nil where that did not change.
        init?(_ verdict: DKIMVerdict) {
            guard verdict.reason == .bodyChanged || verdict.reason == .bodyTooShort,
                let form = verdict.bodyCanonicalization
            else { return nil }
            bodyHash = verdict.bodyHash ?? []
            self.form = form
            signedLength = verdict.signedBodyLength
        }
    }

    private let changes: [Wanted: BodyChange?]

    /// Searches a body for all the signatures that it does not fit.
    ///
    /// - Parameters:
    ///   - verdicts: the verdicts on the message's signatures.
    ///   - body: its body; not asked for where it fits them all.
    init(for verdicts: [DKIMVerdict], in body: () -> ArraySlice<UInt8>) {
        let wanted = Set(verdicts.compactMap { Wanted($0) })
        guard !wanted.isEmpty else {
            changes = [:]
            return
        }
        let octets = Array(body())
        let work = BodyChange.defaultMaximumWork / wanted.count
        changes = wanted.reduce(into: [:]) { changes, wanted in
            changes[wanted] = .some(
                BodyChange.explanation(
                    of: wanted.bodyHash, canonicalization: wanted.form, signedLength: wanted.signedLength, body: octets,
                    maximumWork: work))
        }
    }

    /// How many different searches were made.
    var count: Int { changes.count }

    /// The change that explains why the body does not fit a signature, or nil where none was found.
    func change(for verdict: DKIMVerdict) -> BodyChange? {
        Wanted(verdict).flatMap { changes[$0] ?? nil }
    }
}
