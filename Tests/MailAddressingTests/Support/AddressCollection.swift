import TestSupport

/// A case of other people's: an address, and whether they take it.
struct CollectedAddress {
    var address: String
    var isMailbox: Bool
    /// The domain as A-labels, where they name it.
    var domain: String?
}

/// The files of other people's addresses, each read in its own way.
///
/// Not here: is_email(), which has a suite of its own, and haraka-rfc2822.json, which has header lines.
enum AddressCollection: String, CaseIterable, Sendable {
    case emailValidator = "addresses-more/email-validator.json"
    case flankerValid = "addresses-more/flanker-mailbox-valid.txt"
    case flankerInvalid = "addresses-more/flanker-mailbox-invalid.txt"
    case harakaPaths = "addresses-more/haraka-rfc2821-paths.json"
    case moxAddresses = "addresses-more/mox-addresses.json"
    case moxLocalParts = "addresses-more/mox-localparts.json"

    var isThere: Bool { Corpora.has(rawValue) }

    /// The cases of the file.
    func cases() throws -> [CollectedAddress] {
        switch self {
        case .emailValidator: try emailValidator()
        case .flankerValid: try flanker(isMailbox: true)
        case .flankerInvalid: try flanker(isMailbox: false)
        case .harakaPaths: try Corpora.document(rawValue, as: HarakaPaths.self).cases
        case .moxAddresses:
            try Corpora.rows(of: rawValue, as: MoxRow.self).map { row in
                CollectedAddress(address: row.input, isMailbox: row.valid)
            }
        case .moxLocalParts:
            try Corpora.rows(of: rawValue, as: MoxRow.self).map { row in
                CollectedAddress(address: row.input + "@x.example", isMailbox: row.valid)
            }
        }
    }

    /// One address in a line, as far as two spaces and a number sign; a line that begins "# " is a comment.
    private func flanker(isMailbox: Bool) throws -> [CollectedAddress] {
        try Corpora.lines(of: rawValue).compactMap { line in
            var scalars = Array(line.unicodeScalars)
            if line == "#" || line.hasPrefix("# ") { return nil }
            for index in scalars.indices.dropFirst(2)
            where scalars[index] == "#" && scalars[index - 1] == " " && scalars[index - 2] == " " {
                scalars.removeSubrange(index...)
                break
            }
            while scalars.last == " " { scalars.removeLast() }
            if scalars.isEmpty { return nil }
            return CollectedAddress(address: String(String.UnicodeScalarView(scalars)), isMailbox: isMailbox)
        }
    }

    private struct MoxRow: Decodable {
        var input: String
        var valid: Bool
    }

    private struct HarakaPaths: Decodable {
        struct Path: Decodable {
            var path: String
            var host: String
        }

        var valid: [Path]
        var invalid: [String]

        /// The null path is no mailbox, and has a type of its own.
        var cases: [CollectedAddress] {
            valid.filter { $0.path != "<>" }
                .map { CollectedAddress(address: inside($0.path), isMailbox: true, domain: $0.host) }
                + invalid.map { CollectedAddress(address: inside($0), isMailbox: false) }
        }

        private func inside(_ path: String) -> String {
            path.hasPrefix("<") && path.hasSuffix(">") ? String(path.dropFirst().dropLast()) : path
        }
    }

    /// The rows of the file, which has them by the name of a test.
    private struct EmailValidatorRow: Decodable {
        struct Output: Decodable {
            var domain: String

            private enum CodingKeys: String, CodingKey {
                case domain = "ascii_domain"
            }
        }

        var address: String?
        var unsafeLocalPart: String?
        var output: Output?
        var status: String?

        private enum CodingKeys: String, CodingKey {
            case address = "email_input"
            case unsafeLocalPart = "s"
            case output
            case status
        }
    }

    private func emailValidator() throws -> [CollectedAddress] {
        let tests = try Corpora.document(rawValue, as: [String: [EmailValidatorRow]].self)
        return tests.sorted { $0.key < $1.key }.flatMap { test in
            test.value.compactMap { row in
                // U+FFFD was a surrogate, which no address can hold.
                guard row.unsafeLocalPart != "\u{FFFD}" else { return nil }
                // The last test is that of is_email(), with the name of a diagnosis.
                let isMailbox =
                    row.status.map { status in
                        ["ISEMAIL_VALID", "ISEMAIL_DNSWARN", "ISEMAIL_RFC5321"].contains { status.hasPrefix($0) }
                    } ?? test.key.hasPrefix("email_valid")
                return CollectedAddress(
                    address: row.address ?? (row.unsafeLocalPart ?? "") + "@test.example", isMailbox: isMailbox,
                    domain: isMailbox ? row.output?.domain : nil)
            }
        }
    }
}
