import InternetMessage
import MailAddressing

/// Values at `AddressList`.
///
/// Invariants:
/// - Any octets are a list, within its limit; a name is text of one line and not blank, an address is one line.
/// - A list is written as one field without control characters, in lines of at most 998 octets.
/// - A list of valid addresses that is written and read again is the same.
/// - A valid address is still there when the list was written and read, whatever stands beside it.
/// - A long list takes no longer than the fuzzer's time limit.
///
/// The script is the value. The choice: whether it is lengthened for the last of these.
enum AddressListTarget {
    static func check(_ octets: [UInt8]) throws(BrokenInvariant) {
        var input = FuzzInput(octets)
        let value = FuzzScript(input.script, alphabet).octets
        let list = AddressList(parsing: value[...])
        try check(list, from: value)
        let read = try rewritten(list)
        if isPlain(list) {
            try demand(read == list, "a list that is written is the same", "\(read), \(list)")
        }
        // What does not fit into a line is cut.
        let whole = list.mailboxes.filter { $0.mailbox != nil && isPlain($0.displayName) }
        let left = Set(read.mailboxes)
        try demand(whole.allSatisfy(left.contains), "what is no address disturbs no other", "\(read), \(list)")
        let long = value.lengthened(input.octet())
        try check(AddressList(parsing: long[...]), from: [])
    }

    private static func check(_ list: AddressList, from value: [UInt8]) throws(BrokenInvariant) {
        let groups = list.entries.count { if case .group = $0 { true } else { false } }
        let count = groups + list.mailboxes.count
        try demand(count <= AddressList.maximumCount, "a list keeps its limit", "\(count)")
        for mailbox in list.mailboxes.prefix(100) {
            if let name = mailbox.displayName {
                let isText = name.isOneLine && name.utf8.contains { $0 != 32 && $0 != 9 }
                try demand(isText, "a name is text of one line", "\(Array(name.utf8).shown), \(value.shown)")
            }
            let isEmpty = mailbox.displayName == nil && mailbox.address.isEmpty
            try demand(!isEmpty, "a mailbox has a name or an address", value.shown)
            let hasLineEnd = mailbox.address.utf8.contains { $0 == 13 || $0 == 10 }
            try demand(!hasLineEnd, "an address is one line", "\(mailbox.address), \(value.shown)")
        }
    }

    /// The list, written and read.
    private static func rewritten(_ list: AddressList) throws(BrokenInvariant) -> AddressList {
        guard let field = try? list.field(named: "To") else {
            throw BrokenInvariant(description: "a list can be written")
        }
        let octets = Array(field.octets)
        try demand((try? HeaderField(parsing: octets)) == field, "a list that is written is one field", octets.shown)
        let lines = octets.split(separator: 10)
        let isBounded = lines.allSatisfy { $0.last == 13 && $0.count <= 999 }
        try demand(isBounded, "no line is over 998 octets", octets.shown)
        let isClean = lines.allSatisfy { line in line.dropLast().allSatisfy { ($0 >= 32 && $0 != 127) || $0 == 9 } }
        try demand(isClean, "there are no control characters in it", octets.shown)
        return AddressList(parsing: field.value)
    }

    /// Whether there is nothing in a list that cannot be written as it is.
    private static func isPlain(_ list: AddressList) -> Bool {
        let groups = list.entries.compactMap { entry -> String? in
            if case .group(let name, members: _) = entry { name } else { nil }
        }
        let names = groups + list.mailboxes.compactMap(\.displayName)
        return names.allSatisfy(isPlain) && list.mailboxes.allSatisfy { $0.mailbox != nil }
            && groups.allSatisfy { !$0.isEmpty }
    }

    /// Whether a name is written as it is: a tab may be made a space where a line is folded, and a long word is cut.
    private static func isPlain(_ name: String?) -> Bool {
        guard let name else { return true }
        return !name.utf8.contains(9) && name.utf8.count <= 60
    }

    private static let alphabet = FuzzScript.Alphabet(
        .high,
        [
            "ada@example.com", "Ada <ada@example.com>", "\"Lovelace, Ada\" <ada@example.com>", ", ", ";", ":", "<", ">",
            "@", ".", "\"", "\\", "(", ")", "(a comment)", "[192.0.2.1]", "[", "]", "Friends: ",
            "<@a.example,@b.example:",
            "=?utf-8?q?Zo=C3=AB?=", "=?utf-8?b?Wm/Dqw==?=", "=?iso-8859-1?q?Zo=EB?=", "=?", "?=", " ", "\t", "\r\n ",
            "\r", "\n", "\0", "zo\u{EB}@b\u{FC}cher.example", "\u{EB}", "\"a b\"@example.com", "<>", "a b", "\"\"",
            String(repeating: "x", count: 80), "undisclosed-recipients:;", "=?utf-8?q?=0D=0AX:?=", "\u{7F}",
        ])
}

extension String {
    /// Whether there are no control characters in the text, but for tabs.
    var isOneLine: Bool {
        unicodeScalars.allSatisfy { $0 == "\t" || $0.value >= 32 && !(127..<160).contains($0.value) }
    }
}

extension [UInt8] {
    /// The octets again and again where a choice is the largest, up to a length at which what is not linear takes too
    /// long; so most inputs are short.
    func lengthened(_ choice: UInt8) -> [UInt8] {
        var long = self
        while choice == 0xFF, !isEmpty, long.count < 100_000 { long += long }
        return long
    }
}
