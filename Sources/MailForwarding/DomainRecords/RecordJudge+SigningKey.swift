import MailAddressing
import MailCryptography

extension RecordJudge {
    /// Judges the record of a key; whatever else stands at its name is in its way (RFC 6376, section 3.6.2.2).
    func signingKey(_ record: ExpectedRecord, _ texts: [String]) -> RecordFinding {
        guard let text = texts.first else { return missing(record) }
        guard texts.count == 1 else {
            let rule = "Only one TXT record may stand at \(record.name), and there are \(texts.count)."
            return RecordFinding(
                record, found: texts, .conflicting, "\(rule) Keep the one with the key that is expected.")
        }
        guard let expected = RecordTags(record.value), let tags = RecordTags(text) else {
            return wrong(record, text, "The record is malformed.")
        }
        if let version = tags["v"], version != "DKIM1" || tags.firstName != "v" {
            return wrong(record, text, "The record is none of a key, which begins with v=DKIM1.")
        }
        guard let key = tags.compacted("p") else { return wrong(record, text, "The record has no key in it.") }
        guard !key.isEmpty else {
            return wrong(record, text, "The record says that the key was revoked, as nothing stands behind p=.")
        }
        if let fault = problem(of: tags, key: key, comparedWith: expected) { return wrong(record, text, fault) }
        if tags.list("t", separator: ":")?.contains("y") == true {
            let advice =
                "The record says with t=y that DKIM is only tried out, so that receivers may ignore it. "
                + "Remove t=y once mail is signed."
            return RecordFinding(record, found: [text], .presentDifferently, advice)
        }
        var values = tags.values
        values["p"] = key
        guard values != expected.values else {
            return RecordFinding(record, found: [text], .present, Self.nothingToDo)
        }
        let advice = "The key is the one that is expected, though other tags are different. \(Self.nothingToDo)"
        return RecordFinding(record, found: [text], .presentDifferently, advice)
    }

    /// What keeps a key from being the one that signs, or from being used; nil where nothing does.
    private func problem(of tags: RecordTags, key: String, comparedWith expected: RecordTags) -> String? {
        let kind = tags["k"]?.lowercased() ?? Self.usualKind
        let expectedKind = expected["k"] ?? Self.usualKind
        guard kind == expectedKind else {
            return "The record is that of a key of another kind: k=\(ShownText.of(kind, limit: Self.fragmentLength))."
        }
        let expectedKey = expected["p"] ?? ""
        if key != expectedKey {
            guard !expectedKey.utf8.starts(with: key.utf8) || expectedKey.utf8.count - key.utf8.count < 3 else {
                return "The key is cut off behind \(key.utf8.count) characters; a long value may have to be entered in "
                    + "pieces of at most \(ExpectedRecord.maximumStringLength)."
            }
            guard let octets = Base64.decode(Array(key.utf8)) else { return "The key is damaged: it is not Base64." }
            // Padding may be missing.
            guard octets == Base64.decode(Array(expectedKey.utf8)) else { return "This is another key." }
        }
        if let digests = tags.list("h", separator: ":"), !digests.contains("sha256") {
            return "The record does not allow SHA-256, with which mail is signed, as h= leaves it out."
        }
        if let services = tags.list("s", separator: ":"), !services.contains("*"), !services.contains("email") {
            return "The record does not allow the key for mail, as s= leaves it out."
        }
        return nil
    }

    /// A record that is to be replaced.
    func wrong(_ record: ExpectedRecord, _ text: String, _ fault: String) -> RecordFinding {
        RecordFinding(record, found: [text], .wrong, "\(fault) \(record.replacement)")
    }

    /// The kind of a key whose record names none.
    private static let usualKind = "rsa"
}
