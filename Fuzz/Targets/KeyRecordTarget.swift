import DKIM
import MailAddressing
import MailCryptography

/// TXT records at `TagList` and `DKIMKeyRecord`, and the keys in them at OpenSSL.
///
/// Invariants:
/// - The outcome is a value, or a `DKIMError` of a kind that its documentation names; nothing else.
/// - The tags of a list have different names, and no `;` and no blanks at their ends; written and read again they are
///   the same.
/// - A record has a key if and only if it was not taken back and its octets are one, of the kind that it says.
/// - A record that is written and read again is the same, in one text and in a zone file.
/// - A key that is published anew is the same key.
/// - A key answers for any octets as a signature.
///
/// The script is the record. There are no choices.
enum KeyRecordTarget {
    static func check(_ octets: [UInt8]) throws(BrokenInvariant) {
        let text = FuzzScript(FuzzInput(octets).script, alphabet).octets
        try checkTags(text)
        let record: DKIMKeyRecord
        do {
            record = try DKIMKeyRecord(parsing: text)
        } catch {
            switch error.problem {
            case .malformedTagList, .duplicateTag, .notAKeyRecord, .missingTag, .malformedTag: return
            default: throw BrokenInvariant(description: "a record that cannot be read has its reason: \(error)")
            }
        }
        try checkWriting(record)
        let key: PublicKey
        do {
            key = try record.publicKey()
        } catch {
            let isRevoked = error.problem == .keyRevoked
            try demand(isRevoked == record.keyOctets.isEmpty, "an empty key was taken back", "\(error)")
            if isRevoked { return }
            guard case .cryptography = error.problem else {
                throw BrokenInvariant(description: "a key that cannot be read has its reason: \(error)")
            }
            return
        }
        try checkKey(key, of: record, text)
    }

    private static func checkTags(_ text: [UInt8]) throws(BrokenInvariant) {
        let list: TagList
        do {
            list = try TagList(parsing: text)
        } catch {
            switch error.problem {
            case .malformedTagList, .duplicateTag: return
            default: throw BrokenInvariant(description: "what is no tag list has its reason: \(error)")
            }
        }
        let names = list.tags.map(\.name)
        try demand(!names.isEmpty && Set(names).count == names.count, "tags have different names", "\(names)")
        var written: [UInt8] = []
        for tag in list.tags {
            let hasBlankEnd = [tag.value.first, tag.value.last].contains { [32, 9, 13, 10].contains($0) }
            let isClean = !hasBlankEnd && !tag.value.contains(UInt8(ascii: ";")) && !tag.name.isEmpty
            try demand(isClean, "a tag is a name and a value", "\(tag.name), \(tag.value.shown)")
            try demand(list[tag.name] == tag.value, "a tag is found by its name", tag.name)
            written += Array(tag.name.utf8) + [UInt8(ascii: "=")] + tag.value + [UInt8(ascii: ";")]
        }
        let again = try? TagList(parsing: written)
        try demand(again?.tags.map(\.name) == names, "a list that is written has the same tags", written.shown)
        try demand(again?.tags.map(\.value) == list.tags.map(\.value), "and the same values", written.shown)
    }

    private static func checkWriting(_ record: DKIMKeyRecord) throws(BrokenInvariant) {
        let text = record.text
        let octets = Array(text.utf8)
        try demand(
            (try? DKIMKeyRecord(parsing: octets)) == record, "a record that is written is the same", octets.shown)
        let strings = DKIMKeyRecord.strings255(text)
        try demand(strings.joined() == text, "the strings of a record are its text", octets.shown)
        let isBounded = strings.allSatisfy { (1...255).contains($0.utf8.count) }
        try demand(isBounded, "none is over 255 octets", octets.shown)
        guard let name = try? DomainName("s1._domainkey.example.com") else { return }
        let line = record.zoneLine(at: name)
        let isLine = line.utf8.allSatisfy { (32..<127).contains($0) }
        try demand(isLine, "a zone file has it in one line", Array(line.utf8).shown)
        try demand(zoneStrings(line) == strings.map { Array($0.utf8) }, "and as the same strings", line)
    }

    /// The quoted strings of a line of a zone file (RFC 1035, section 5.1).
    private static func zoneStrings(_ line: String) -> [[UInt8]] {
        var strings: [[UInt8]] = []
        var string: [UInt8]?
        var rest = Array(line.utf8)[...]
        while let octet = rest.popFirst() {
            switch octet {
            case UInt8(ascii: "\""):
                if let string { strings.append(string) }
                string = string == nil ? [] : nil
            case UInt8(ascii: "\\"):
                if let number = UInt8(String(decoding: rest.prefix(3), as: UTF8.self)) {
                    string?.append(number)
                    rest = rest.dropFirst(3)
                } else if let next = rest.popFirst() {
                    string?.append(next)
                }
            default: string?.append(octet)
            }
        }
        return strings
    }

    private static func checkKey(
        _ key: PublicKey, of record: DKIMKeyRecord, _ text: [UInt8]
    ) throws(BrokenInvariant) {
        let isRightKind = record.keyType == (key.algorithm == .rsa ? "rsa" : "ed25519")
        try demand(isRightKind, "a key is of the kind that its record says", "\(record.keyType), \(key)")
        try demand(key.bits <= PublicKey.maximumBits, "a key keeps its limit", "\(key)")
        let published = DKIMKeyRecord.text(for: key)
        let again = try? DKIMKeyRecord(parsing: Array(published.utf8))
        try demand((try? again?.publicKey()) == key, "a key that is published anew is the same", published)
        try demand(again?.isForMail == true && again?.isTest == false, "and is for mail, and no test", published)
        let isValid = key.isValid(Array(text.suffix(64)), for: text)
        try demand(!isValid || key.algorithm == .ed25519, "noise is no signature", "\(key), \(text.shown)")
    }

    private static let alphabet = FuzzScript.Alphabet(
        .high,
        [
            "v=DKIM1; ", "k=rsa; ", "k=ed25519; ", "p=", "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
            "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDSu2bQUM5QeMiDGxNVdCvH3/9EqRbIR1aFn1AFS7TpEsWK/9S8WLhfIJdkUzvSe9Qt"
                + "ZzzucpgPrqHL0R5DQtTpK4/T/l+pA6uFTNiAVvI53zFgdr6Az0pPLRBooD65exgd5fMvWGf4xvAXRHfcO3NDJymkCaJXIISlqd5Z"
                + "ktYyhwIDAQAB",
            "MIGJAoGBANK7ZtBQzlB4yIMbE1V0K8ff/0SpFshHVoWfUAVLtOkSxYr/1LxYuF8gl2RTO9J71C1nPO5ymA+uocvRHkNC1Okrj9P+X6kD"
                + "q4VM2IBW8jnfMWB2voDPSk8tEGigPrl7GB3l8y9YZ/jG8BdEd9w7c0MnKaQJolcghKWp3lmS1jKHAgMBAAE=",
            "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ", "AAAAAAAA", "h=sha256; ", "h=sha1:sha256; ", "s=email; ", "s=*; ",
            "t=y:s; ", "n=a note; ", "g=; ", "; ", "=", ":", " ", "\r\n ", "\t", "AgMBAAE", "_", "\u{E9}", "\0", "\"",
            "\\", "a=b; ", "A==", "MCowBQYDK2VwAyEA", "z9=; ",
        ])
}
