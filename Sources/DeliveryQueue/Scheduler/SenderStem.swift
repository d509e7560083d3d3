/// What stays the same of a reverse path that is varied from message to message, so that whoever varies it has one turn.
enum SenderStem {
    /// The stem of a reverse path: the path itself where its local part has no sign of being varied.
    ///
    /// - `list-bounces+ada=example.org@lists.example` (VERP, and any other tag behind a `+`): `list-bounces@…`
    /// - `list-return-17-ada=example.org@lists.example` (VERP without a `+`): `list@…`
    /// - `prvs=1234abcdef=ada@example.org` (BATV): `ada@…`
    /// - `srs0=hash=day=example.org=ada@forwarder.example` (SRS): the address that was rewritten, not who forwards it
    ///
    /// Two senders that share a stem share their turns, and nothing else follows.
    ///
    /// - Parameter sender: the reverse path in lower case; empty for the null one.
    static func of(_ sender: String) -> String {
        let octets = sender.utf8
        guard octets.contains(where: { $0 == plus || $0 == equals }), let at = octets.lastIndex(of: UInt8(ascii: "@"))
        else { return sender }
        let local = octets[..<at]
        guard let kept = original(local) ?? beginning(local), !kept.isEmpty else { return sender }
        return String(Substring(kept)) + sender[at...]
    }

    /// What an address was before it was signed (BATV) or rewritten (SRS); nil where it was not.
    private static func original(_ local: Substring.UTF8View) -> Substring.UTF8View? {
        if local.starts(with: "prvs=".utf8) { return drop(2, from: local).map { beginning($0) ?? $0 } }
        guard local.starts(with: "srs0".utf8) || local.starts(with: "srs1".utf8), local.count > 5 else { return nil }
        guard let separator = local.dropFirst(4).first, [plus, equals, minus].contains(separator) else { return nil }
        // Behind the separator: a hash and a day; in the second form a hash, a host, and then these two.
        let rest = local.dropFirst(5)
        return drop(local.starts(with: "srs0".utf8) ? 2 : 5, from: rest)
    }

    /// What comes before the tag of a local part; nil where it has none.
    private static func beginning(_ local: Substring.UTF8View) -> Substring.UTF8View? {
        if let tag = local.firstIndex(of: plus) { return local[..<tag] }
        guard local.contains(equals) else { return nil }
        return local.firstIndex { $0 == minus || $0 == equals }.map { local[..<$0] }
    }

    /// What is left of a local part without its first fields; nil where it has no more than those.
    private static func drop(_ fields: Int, from local: Substring.UTF8View) -> Substring.UTF8View? {
        var rest = local
        for _ in 0..<fields {
            guard let end = rest.firstIndex(of: equals) else { return nil }
            rest = rest[rest.index(after: end)...]
        }
        return rest
    }

    private static let plus = UInt8(ascii: "+")
    private static let minus = UInt8(ascii: "-")
    private static let equals = UInt8(ascii: "=")
}
