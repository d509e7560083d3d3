/// What a value of durable state is about.
enum StateKey: Hashable, Sendable {
    /// What was learnt of a source's path to a site.
    case path(source: String, site: String)
    /// How far a source's warm-up has come.
    case warmUp(String)
    /// A suspension.
    case suspension(SuspensionTarget)
    /// Which way a site's mail takes, and what was seen of both.
    case way(site: String)

    /// Reads the text of a key; nil where it is none of these.
    init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
        guard parts.count == 2 else { return nil }
        switch parts[0] {
        case "path":
            guard let (source, site) = Self.pair(parts[1]) else { return nil }
            self = .path(source: source, site: site)
        case "warm-up": self = .warmUp(parts[1])
        case "suspension":
            guard let target = SuspensionTarget(key: parts[1]) else { return nil }
            self = .suspension(target)
        case "way": self = .way(site: parts[1])
        default: return nil
        }
    }

    /// The text: `path/SOURCE/SITE`, `warm-up/SOURCE`, `suspension/KIND/NAME`, `way/SITE`.
    var text: String {
        switch self {
        case .path(let source, let site): "path/\(Self.text(source, site))"
        case .warmUp(let source): "warm-up/\(source)"
        case .suspension(let target): "suspension/\(target.key)"
        case .way(let site): "way/\(site)"
        }
    }

    /// Two names with a slash between them; those in the first are escaped.
    fileprivate static func text(_ first: String, _ second: String) -> String {
        guard first.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "%") }) else {
            return "\(first)/\(second)"
        }
        let escaped = first.map { $0 == "%" ? "%25" : $0 == "/" ? "%2F" : String($0) }.joined()
        return "\(escaped)/\(second)"
    }

    fileprivate static func pair(_ text: String) -> (String, String)? {
        guard let slash = text.firstIndex(of: "/") else { return nil }
        var first = ""
        var rest = text[..<slash]
        while let character = rest.popFirst() {
            guard character == "%" else {
                first.append(character)
                continue
            }
            switch rest.prefix(2) {
            case "25": first.append("%")
            case "2F": first.append("/")
            default: return nil
            }
            rest = rest.dropFirst(2)
        }
        return (first, String(text[text.index(after: slash)...]))
    }
}

extension SuspensionTarget {
    fileprivate init?(key: String) {
        let parts = key.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
        guard parts.count == 2 else { return nil }
        switch parts[0] {
        case "site": self = .site(parts[1])
        case "sender": self = .sender(parts[1])
        case "source": self = .source(parts[1])
        case "path":
            guard let (source, site) = StateKey.pair(parts[1]) else { return nil }
            self = .path(source: source, site: site)
        default: return nil
        }
    }

    fileprivate var key: String {
        switch self {
        case .site(let site): "site/\(site)"
        case .sender(let sender): "sender/\(sender)"
        case .source(let source): "source/\(source)"
        case .path(let source, let site): "path/\(StateKey.text(source, site))"
        }
    }
}
