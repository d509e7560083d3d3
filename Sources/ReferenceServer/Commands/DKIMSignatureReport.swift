import DKIM
import InternetMessage
import MailAddressing

/// What there is to say of one signature: the verdict, what it covers, what weakens it, and what broke it.
struct DKIMSignatureReport: Encodable {
    /// A signed field that differs from the copy in the signature.
    struct Change: Encodable {
        var name: String
        var signed: String?
        var found: String?
        var text: String
    }

    var result: String
    var reason: String
    var domain: String?
    var selector: String?
    var identity: String?
    var algorithm: String?
    var keyBits: Int?
    /// Header and body.
    var canonicalization: String?
    /// The names that are signed, as often as they are.
    var signedFields: [String] = []
    /// The names that are signed and stand nowhere in the header, so that nobody can add such a field.
    var absentFields: [String] = []
    var signedBodyLength: Int?
    var unsignedBodyLength: Int
    var signedAt: Int64?
    var expiresAt: Int64?
    var isTest: Bool
    /// Tags that no standard knows, as they stand.
    var unknownTags: [String]
    /// What a reader of the message should know, whatever the result.
    var warnings: [String] = []
    /// The change of the body that was found, or that none was; nil where the body is right.
    var bodyChange: String?
    /// The kinds of change of the body that was found.
    var bodyChangeKinds: [String]?
    /// The fields that differ from the copy in the signature; nil where there is no copy, or the signature is right.
    var headerChanges: [Change]?

    private let summary: String

    private enum CodingKeys: String, CodingKey {
        case result, reason, domain, selector, identity, algorithm, keyBits, canonicalization, signedFields
        case absentFields, signedBodyLength, unsignedBodyLength, signedAt, expiresAt, isTest, unknownTags, warnings
        case bodyChange, bodyChangeKinds, headerChanges
    }

    /// The report on a verdict.
    ///
    /// - Parameters:
    ///   - verdict: the verdict.
    ///   - header: the message's header, or nil where that is beyond the limits.
    ///   - search: what was found out about its body; nil where the header is.
    init(of verdict: DKIMVerdict, header: MessageHeader?, search: DKIMBodySearch?) {
        summary = "\(verdict)"
        result = verdict.result.rawValue
        reason = "\(verdict.reason)"
        domain = verdict.domain?.text
        selector = verdict.selector
        identity = verdict.identity
        algorithm = verdict.algorithm?.rawValue
        keyBits = verdict.keyBits
        signedBodyLength = verdict.signedBodyLength
        unsignedBodyLength = verdict.unsignedBodyLength
        signedAt = verdict.signedAt
        expiresAt = verdict.expiresAt
        isTest = verdict.isTest
        unknownTags = verdict.unknownTags.map { "\($0.name)=\(String(decoding: $0.value, as: UTF8.self))" }
        guard let headerForm = verdict.headerCanonicalization, let bodyForm = verdict.bodyCanonicalization else {
            return
        }
        canonicalization = "\(headerForm.rawValue)/\(bodyForm.rawValue)"
        guard let header else { return }
        describeFields(verdict, header)
        switch verdict.reason {
        case .bodyChanged, .bodyTooShort:
            let change = search?.change(for: verdict)
            bodyChange = change.map { "\($0)" } ?? "no change that is known here explains it"
            bodyChangeKinds = change?.steps.map(\.kind.rawValue)
        case .signatureMismatch:
            guard let copy = verdict.copiedHeader.flatMap({ CopiedHeader(parsing: $0) }) else { return }
            let changes = copy.changes(
                to: header, signedFields: verdict.signedFields, canonicalization: headerForm)
            headerChanges = changes.map { Change(name: $0.name, signed: $0.signed, found: $0.found, text: "\($0)") }
        default: break
        }
    }

    /// The report for a person: the verdict, and below it what else there is.
    var lines: [String] {
        var lines = [summary]
        if let canonicalization {
            var facts = ["form \(canonicalization)"]
            if let signedAt { facts.append("signed \(MessageDate(unixSeconds: signedAt).text)") }
            if let expiresAt { facts.append("expires \(MessageDate(unixSeconds: expiresAt).text)") }
            lines.append("  " + facts.joined(separator: ", "))
        }
        if !signedFields.isEmpty { lines.append("  signed: \(signedFields.joined(separator: ":"))") }
        if !absentFields.isEmpty {
            lines.append("  signed and not in the header: \(absentFields.joined(separator: ", "))")
        }
        if !unknownTags.isEmpty { lines.append("  tags that are not known: \(unknownTags.joined(separator: "; "))") }
        if let bodyChange { lines.append("  the body: \(bodyChange)") }
        if let headerChanges {
            lines += headerChanges.map { "  the header: \($0.text)" }
            if headerChanges.isEmpty { lines.append("  the header: no field differs from the copy in the signature") }
        }
        lines += warnings.map { "  warning: \($0)" }
        return lines
    }

    /// Notes what is signed, and what a reader should know.
    private mutating func describeFields(_ verdict: DKIMVerdict, _ header: MessageHeader) {
        signedFields = verdict.signedFields
        guard !signedFields.isEmpty else { return }
        var present: [String: Int] = [:]
        for field in header.fields { present[field.name.lowercased(), default: 0] += 1 }
        var signed: [String: Int] = [:]
        for name in signedFields {
            let name = name.lowercased()
            if signed[name] == nil, present[name] == nil { absentFields.append(name) }
            signed[name, default: 0] += 1
        }
        for name in Self.importantFields {
            let (count, covered) = (present[name.lowercased()] ?? 0, signed[name.lowercased()] ?? 0)
            if count > 0, covered == 0 {
                warnings.append("\(name) is not signed, so anybody may have changed it")
            } else if count > covered {
                let counts = "the header has \(count) \(name) fields, and \(covered) signed"
                warnings.append("\(counts): one may have been added")
            }
        }
        if let length = signedBodyLength {
            warnings.append("only the first \(length) octets of the body are signed (l=): anybody can add to it")
        }
        if let keyBits, verdict.algorithm != .ed25519SHA256, keyBits < Self.recommendedBits {
            warnings.append("the key has \(keyBits) bits; \(Self.recommendedBits) is what RFC 8301 asks for")
        }
        if verdict.algorithm == .rsaSHA1 { warnings.append("SHA-1 can be forged; RFC 8301 forbids it") }
    }

    /// The fields that every reader sees.
    private static let importantFields = ["From", "Subject", "Date", "To"]
    /// How long an RSA key should be (RFC 8301, section 3.2).
    private static let recommendedBits = 2_048
}
