public import MailAddressing

/// What became of one signature of a message.
///
/// A verdict is a value: every signature gets one, whatever is wrong with it. Only ``DKIMResult/pass`` says that the
/// domain answers for the message.
public struct DKIMVerdict: Hashable, Sendable {
    /// The result in the words of RFC 8601.
    public internal(set) var result = DKIMResult.neutral
    /// Why.
    public internal(set) var reason = Reason.malformedSignature
    /// The domain that signed (`d=`), as far as it could be read.
    public internal(set) var domain: DomainName?
    /// The selector of its key (`s=`), as far as it could be read.
    ///
    /// It never has blanks or control characters, but is no name of the DNS where that is the reason of the verdict.
    public internal(set) var selector: String?
    /// On whose behalf it signed (`i=`), where the signature says so.
    var statedIdentity: String?
    /// The algorithm (`a=`), where it is known.
    public internal(set) var algorithm: DKIMAlgorithm?
    /// The length of the key in bits, where one was found.
    public internal(set) var keyBits: Int?
    /// Whether the key's owner is only testing (`t=y`): a failure then means no more than no signature.
    public internal(set) var isTest = false
    /// How much of the body the signature says to cover (`l=`), in octets of its canonical form; nil is all of it.
    public internal(set) var signedBodyLength: Int?
    /// How many octets of the body's canonical form the signature does not cover.
    public internal(set) var unsignedBodyLength = 0
    /// When the signature was made (`t=`), in seconds since 1970.
    public internal(set) var signedAt: Int64?
    /// When it expires (`x=`), in seconds since 1970.
    public internal(set) var expiresAt: Int64?
    /// Whether the header of the message has a CR or LF that is not part of a CRLF: some read it as the end of a line,
    /// and so another message than the one that was signed.
    public internal(set) var hasBareLineEnd = false
    /// Whether a line that is no field ended the header: some read on behind it, and so fields that were not signed.
    public internal(set) var hasMalformedLine = false
    /// All tags of the signature as they stand, also those that are not known here; nil where it is no list of tags.
    public internal(set) var tags: TagList?
    /// The first characters of the signature (`b=`), by which it is told from others (RFC 6008).
    public internal(set) var signaturePrefix = ""

    init() {}

    /// Whether others may find other fields in the header than were checked.
    var isHeaderAmbiguous: Bool { hasBareLineEnd || hasMalformedLine }

    /// The verdict with a result and its reason.
    func with(_ result: DKIMResult, _ reason: Reason) -> DKIMVerdict {
        var verdict = self
        verdict.result = result
        verdict.reason = reason
        return verdict
    }
}

extension DKIMVerdict: CustomStringConvertible {
    /// The result, whose signature it is, and why, for a person.
    public var description: String {
        let known = [domain?.text, selector, algorithm?.rawValue, keyBits.map { "\($0) bits" }].compactMap { $0 }
        let whose = known.isEmpty ? "" : " (\(known.joined(separator: ", ")))"
        return "\(result.rawValue)\(whose): \(reason)\(isTest ? "; the key is for testing" : "")"
    }
}

extension Sequence<DKIMVerdict> {
    /// The best result among the verdicts: `none` when there are none, and `pass` when one passes.
    public var bestResult: DKIMResult {
        map(\.result).max { $0.rank < $1.rank } ?? DKIMResult.none
    }
}
