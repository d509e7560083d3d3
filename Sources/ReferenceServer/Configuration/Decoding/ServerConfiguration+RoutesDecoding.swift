import DeliveryAgent
import DeliveryQueue
import MailAddressing
import Yams

extension ServerConfiguration.Route {
    /// Reads the value of `delivery.routes`.
    ///
    /// - Parameter cursor: the list.
    static func list(reading cursor: ConfigurationCursor) -> [ServerConfiguration.Route] {
        var routes: [ServerConfiguration.Route] = []
        let items = cursor.items(of: "routes, each with a name")
        if items.count > most { cursor.report(.invalidValue, "has \(items.count) entries; accepted: up to \(most)") }
        for item in items.prefix(most) {
            guard let route = ServerConfiguration.Route(reading: item) else { continue }
            if routes.contains(where: { $0.name == route.name }) {
                item.report(.conflict, "\(route.name) is already the name of another route")
            }
            routes.append(route)
        }
        return routes
    }

    /// Reads an entry of `delivery.routes`; nil where it has no usable name or way.
    private init?(reading cursor: ConfigurationCursor) {
        guard let fields = cursor.fields(ConfigurationKeys.Route.self) else { return nil }
        let name = fields.required(.name)?.label(of: "a route", longest: Self.longestName)?.lowercased()
        // Without a value the route would be one for all mail.
        for key in [ConfigurationKeys.Route.to, .from, .largerThan, .smallerThan] {
            fields.refuseEmpty(key, "leave it out where it is to fit all mail")
        }
        let recipients = fields[.to]?.domainPatterns(allowsNull: false)
        let senders = fields[.from]?.domainPatterns(allowsNull: true)
        let larger = fields[.largerThan]?.size(in: Self.sizeRange)
        let smaller = fields[.smallerThan]?.size(in: Self.sizeRange)
        // "Larger than" leaves the size itself to the others, and so does "smaller than".
        let (least, most) = (larger.map { $0 + 1 } ?? 0, smaller.map { max(0, $0 - 1) } ?? .max)
        if least > most {
            fields.report(.conflict, .smallerThan, "no message is larger than larger-than and smaller than this")
        }
        var signatures = SignatureChoice.all
        fields.assign(.sign, to: &signatures) { $0.choice(SignatureChoice.self) }
        let way = Self.way(reading: fields, cursor)
        guard let name, let way else { return nil }
        // What was written and could not be read must not make a rule for all mail of it.
        if fields[.to] != nil, recipients?.isEmpty != false { return nil }
        if fields[.from] != nil, senders?.isEmpty != false { return nil }
        self.init(
            name: name, recipients: recipients ?? [], senders: senders ?? [], sizes: min(least, most)...most, way: way,
            signatures: signatures)
    }

    /// Reads where an entry leads; nil and a problem where that is not said once.
    private static func way(
        reading fields: ConfigurationFields<ConfigurationKeys.Route>, _ cursor: ConfigurationCursor
    ) -> Way? {
        let ways = [ConfigurationKeys.Route.direct, .relay, .lmtp].filter { fields[$0] != nil }
        guard let key = ways.first, ways.count == 1, let value = fields[key] else {
            let problem = ways.isEmpty ? "leads nowhere" : "leads to \(ways.map(\.rawValue).joined(separator: " and "))"
            cursor.report(
                ways.isEmpty ? .missingKey : .conflict,
                "\(problem); accepted: one of direct: {}, relay: { host: … }, lmtp: { host: … }")
            return nil
        }
        guard key != .direct else {
            guard let direct = value.fields(ConfigurationKeys.DirectRoute.self) else { return nil }
            var demand = Demand.opportunistic
            direct.assign(.tls, to: &demand) { $0.choice(Demand.self) }
            return .direct(demand)
        }
        let isLMTP = key == .lmtp
        let hosts = value.oneOrMore(of: "hosts, each with a host").compactMap {
            ServerConfiguration.Relay(reading: $0, usualSecurity: isLMTP ? nil : .required)
        }
        guard !hosts.isEmpty else {
            // What could not be read is told of already.
            if value.node.sequence?.isEmpty == true { value.report(.invalidValue, "names no host") }
            return nil
        }
        return isLMTP ? .lmtp(hosts) : .relay(hosts)
    }
}

extension ConfigurationCursor {
    /// The entries of a list, or the one mapping that stands in its place.
    ///
    /// - Parameter what: what the list has, for the message.
    fileprivate func oneOrMore(of what: String) -> [ConfigurationCursor] {
        node.mapping == nil ? items(of: what) : [self]
    }

    /// A list of domains, at least one, each by its name or as `*.example.com`; or one of them.
    ///
    /// - Parameter allowsNull: whether `<>` stands for mail without a sender.
    fileprivate func domainPatterns(allowsNull: Bool) -> [DomainPattern] {
        if node.sequence?.isEmpty == true { report(.invalidValue, "names no domain; leave it out for all") }
        let items = node.scalar == nil ? items(of: "domains, such as \"*.example.com\"") : [self]
        return items.compactMap { $0.domainPattern(allowsNull: allowsNull) }
    }

    private func domainPattern(allowsNull: Bool) -> DomainPattern? {
        let accepted = "a domain, *.DOMAIN for all below it, or an address such as [192.0.2.1]"
        guard let text = string("a domain, such as \"*.example.com\"") else { return nil }
        if allowsNull, text == "<>" { return .nullSender }
        if let host = try? MailHost(text), case .literal = host {
            return DomainPattern(name: host.description, isBelow: false)
        }
        let isBelow = text.hasPrefix("*.")
        if let domain = try? DomainName(isBelow ? String(text.dropFirst(2)) : text) {
            return DomainPattern(name: domain.text, isBelow: isBelow)
        }
        let meant = text.split(separator: "@").last.map { String($0) }.flatMap { try? DomainName($0) }.map(\.text)
        let null = allowsNull ? ", or <> for mail without a sender" : ""
        report(
            .invalidValue, "\(PrintableText.quoted(text)) names no domain; accepted: \(accepted)\(null)",
            suggestion: meant)
        return nil
    }
}

extension WayChoiceRules {
    /// Reads the value of `delivery.smart`.
    ///
    /// - Parameter cursor: the mapping.
    init(reading cursor: ConfigurationCursor) {
        self.init()
        guard let fields = cursor.fields(ConfigurationKeys.Smart.self) else { return }
        fields.assign(.window, to: &window) { $0.duration(in: Range.window) }
        fields.assign(.samples, to: &mostSamples) { $0.integer(in: Range.samples) }
        fields.assign(.leastSamples, to: &leastSamples) { $0.integer(in: Range.samples) }
        fields.assign(.margin, to: &margin) { $0.number(in: Range.margin) }
        fields.assign(.stay, to: &leastStay) { $0.duration(in: Range.stay) }
        fields.assign(.exploring, to: &exploring) { $0.number(in: Range.exploring) }
        fields.assign(.relayCost, to: &relayCost) { $0.duration(in: Range.cost) }
        fields.assign(.failureCost, to: &failureCost) { $0.duration(in: Range.cost) }
        if leastSamples > mostSamples {
            fields.report(.conflict, .leastSamples, "\(leastSamples) is more than samples, \(mostSamples), which count")
        }
    }
}
