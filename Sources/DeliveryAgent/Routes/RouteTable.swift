public import DeliveryQueue
import MailAddressing

/// Which mail goes another way than the usual one, by recipient, sender and size.
///
/// The first rule that fits a message is taken. What a rule says holds: no mode of delivery puts a relay in the place
/// of its route.
public struct RouteTable: DeliveryRouting, Sendable {
    /// The rules in their order.
    public let rules: [RouteRule]
    private let places: [String: Int]

    /// Makes a table.
    ///
    /// - Parameter rules: the rules in their order; of several with one name the first counts.
    public init(_ rules: [RouteRule] = []) {
        var names: Set<String> = []
        self.rules = rules.filter { names.insert($0.name).inserted }
        places = Dictionary(uniqueKeysWithValues: self.rules.enumerated().map { ($1.name, $0) })
    }

    /// The name of the first rule that a message falls under; see `DeliveryRouting`.
    public func rule(forDomain domain: String, sender: String, size: Int) -> String? {
        rules.first { $0.fits(domain: domain, sender: sender, size: size) }?.name
    }

    /// The rule of a name; nil where there is none.
    ///
    /// - Parameter name: the name.
    public func rule(named name: String) -> RouteRule? { places[name].map { rules[$0] } }

    /// The names of the rules that lead to relays or mailbox servers: what `SchedulerConfiguration.relayRules` wants.
    public var relayRules: Set<String> {
        Set(rules.filter { if case .direct = $0.route { false } else { true } }.map(\.name))
    }
}

/// Mail that goes a way of its own.
public struct RouteRule: Sendable {
    /// Its name in lower case, without spaces.
    ///
    /// The queue keeps it with what it has learnt.
    public var name: String
    /// The recipients' domains; empty for all.
    ///
    /// See ``DomainPattern``.
    public var recipients: [DomainPattern]
    /// The domains of reverse paths; empty for all.
    public var senders: [DomainPattern]
    /// The sizes in octets.
    public var sizes: ClosedRange<Int>
    /// Where it goes.
    public var route: DeliveryRoute
    /// Which keys sign it.
    public var signatures: SignatureChoice

    /// Makes a rule.
    ///
    /// - Parameters:
    ///   - name: its name; it is taken in lower case, and with hyphens in place of spaces.
    ///   - recipients: the recipients' domains; empty for all.
    ///   - senders: the domains of reverse paths; empty for all.
    ///   - sizes: the sizes in octets.
    ///   - route: where it goes.
    ///   - signatures: which keys sign it.
    public init(
        name: String, recipients: [DomainPattern] = [], senders: [DomainPattern] = [],
        sizes: ClosedRange<Int> = 0...Int.max, route: DeliveryRoute, signatures: SignatureChoice = .all
    ) {
        self.name = String(name.lowercased().map { $0.isWhitespace ? "-" : $0 })
        self.recipients = recipients
        self.senders = senders
        self.sizes = sizes
        self.route = route
        self.signatures = signatures
    }

    /// Whether a message falls under it.
    func fits(domain: String, sender: String, size: Int) -> Bool {
        guard sizes.contains(size) else { return false }
        guard recipients.isEmpty || recipients.contains(where: { $0.matches(domain) }) else { return false }
        guard !senders.isEmpty else { return true }
        let host = sender.utf8.lastIndex(of: UInt8(ascii: "@")).map { sender[sender.utf8.index(after: $0)...] } ?? ""
        return senders.contains { $0.matches(String(host)) }
    }
}

/// Names of domains: one, or all below one.
public struct DomainPattern: Hashable, Sendable {
    private let name: String
    private let isBelow: Bool

    /// The pattern for mail without a sender: `<>`.
    public static let nullSender = DomainPattern(name: "", isBelow: false)

    /// Makes a pattern.
    ///
    /// - Parameters:
    ///   - name: a domain in A-labels and lower case, or an address literal.
    ///   - isBelow: whether it stands for all domains below the name, and not for the name.
    public init(name: String, isBelow: Bool) {
        self.name = name.lowercased()
        self.isBelow = isBelow
    }

    /// Whether it names a domain.
    ///
    /// - Parameter domain: a domain in A-labels and lower case, or an address literal; empty for no sender.
    public func matches(_ domain: String) -> Bool {
        // Literals of IPv6 have capitals in their canonical form.
        guard isBelow else { return (domain.hasPrefix("[") ? domain.lowercased() : domain) == name }
        return domain.count > name.count + 1 && domain.hasSuffix(name) && domain.dropLast(name.count).hasSuffix(".")
    }
}

extension DomainPattern: CustomStringConvertible {
    /// The pattern: `example.com`, `*.example.com` or `<>`.
    public var description: String { self == .nullSender ? "<>" : isBelow ? "*.\(name)" : name }
}
