/// A change of a body on its way that explains why its digest is not that of the signature.
///
/// A guess that the digest proves: each change that is known here is undone and what comes out is hashed. Where that is
/// the signed digest, it is the body that was signed, as far as its canonical form goes, for nobody can make another
/// body of the same digest. It is for people who look for the reason of a failure, and never makes a signature pass.
///
/// ```swift
/// if verdict.reason == .bodyChanged, let hash = verdict.bodyHash, let form = verdict.bodyCanonicalization,
///     let change = BodyChange.explanation(
///         of: hash, canonicalization: form, signedLength: verdict.signedBodyLength, body: body)
/// {
///     print(change)
/// }
/// ```
public struct BodyChange: Hashable, Sendable {
    /// One thing that was done to the body.
    public struct Step: Hashable, Sendable {
        /// What was done.
        public let kind: Kind
        /// The first line it was done to, from 1 on; nil for what was done to the body as a whole.
        ///
        /// Where there are several steps, it is the line of the body as it is after the others were undone.
        public let line: Int?
        /// How many lines were added; 0 for other kinds.
        public let lineCount: Int
        /// How many octets were added, or how many spaces a single line lost at its end, counted in the canonical
        /// form; 0 for other kinds.
        public let octetCount: Int

        init(_ kind: Kind, line: Int? = nil, lineCount: Int = 0, octetCount: Int = 0) {
            self.kind = kind
            self.line = line
            self.lineCount = lineCount
            self.octetCount = octetCount
        }
    }

    /// What was done, one or two things.
    public let steps: [Step]

    /// The longest body in octets that is searched, 32 MiB: several times what mail systems let through.
    ///
    /// The search takes up to four times the memory of the body.
    public static let maximumBodySize = 32 * 1_024 * 1_024
    /// How many octets a search hashes or changes at most, 256 MiB by default: about a second of work, or a
    /// few where a body of the largest size was made to be slow.
    ///
    /// What is likely is tried first, so that a small limit costs the unlikely only. Each digest that is taken counts
    /// for ``digestCost`` octets more, each line that is changed for ``lineCost``.
    public static let defaultMaximumWork = 256 * 1_024 * 1_024
    /// How many octets could be hashed in the time that it takes to finish a digest.
    public static let digestCost = 512
    /// How many octets could be hashed in the time that it takes to look at a line.
    public static let lineCost = 64
    /// How many lines at the end of a body are tried as what was added, 10,000: no footer is longer.
    public static let maximumFooterLines = 10_000

    /// Looks for the change that explains a body's digest.
    ///
    /// - Parameters:
    ///   - bodyHash: the digest that was signed, `bh=`: 32 octets, or 20 for SHA-1.
    ///   - canonicalization: the canonical form of the body that the signature names.
    ///   - signedLength: how much of the canonical form was signed, `l=`, in octets; nil is all of it.
    ///   - body: the body as it came, of at most ``maximumBodySize`` octets.
    ///   - maximumWork: how many octets are hashed or changed at most.
    /// - Returns: the change, or nil where no change that is known here explains it, where the body is right as it is,
    ///   or where it or the digest has a length that is not searched.
    public static func explanation(
        of bodyHash: [UInt8], canonicalization: Canonicalization, signedLength: Int?, body: [UInt8],
        maximumWork: Int = defaultMaximumWork
    ) -> BodyChange? {
        guard body.count <= maximumBodySize, (signedLength ?? 0) >= 0,
            var search = BodyChangeSearch(
                for: bodyHash, canonicalization: canonicalization, signedLength: signedLength, work: maximumWork)
        else { return nil }
        let steps = search.steps(for: body)
        return steps.isEmpty ? nil : BodyChange(steps: steps)
    }

    private init(steps: [Step]) { self.steps = steps }
}

extension BodyChange: CustomStringConvertible {
    /// What was done, in a sentence for a person.
    public var description: String { steps.map { "\($0)" }.joined(separator: "; and ") }
}

extension BodyChange.Step: CustomStringConvertible {
    /// What was done, in a sentence for a person.
    public var description: String {
        let amount = "\(Self.count(lineCount, "line")) (\(Self.count(octetCount, "octet")))"
        let were = lineCount == 1 ? "was" : "were"
        let place = line.map { "line \($0)" } ?? "a line"
        return switch kind {
        case .footerAdded:
            line == 1 ? "the body was empty when it was signed" : "\(amount) \(were) added at the end, from \(place) on"
        case .bannerAdded: "\(amount) \(were) added at the beginning"
        case .wrapped: "the body became a part of a multipart, where it begins at \(place)"
        case .linesAdded: "\(amount) \(were) added from \(place) on"
        case .partAdded: "a part of \(amount) was added from \(place) on"
        case .emptyLineLost: "an empty line before \(place) was lost"
        case .dotLost: "a dot at the beginning of \(place) was lost"
        case .blanksLostAtLineEnds where line != nil:
            "\(Self.count(octetCount, "space")) at the end of \(place) \(octetCount == 1 ? "was" : "were") lost"
        default: kind.sentence
        }
    }

    private static func count(_ number: Int, _ thing: String) -> String {
        number == 1 ? "1 \(thing)" : "\(number) \(thing)s"
    }
}
