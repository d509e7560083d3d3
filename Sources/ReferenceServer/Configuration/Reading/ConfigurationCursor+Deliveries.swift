import DeliveryQueue
import MXResolver
import MailAddressing
import Yams

/// What is written of deliveries: sources, sites, rates and dates.
extension ConfigurationCursor {
    /// An IP address of this host.
    func sourceAddress() -> IPAddress? {
        guard let text = string("an IP address such as 192.0.2.1") else { return nil }
        guard let address = IPAddress(text) else {
            let message = "\(PrintableText.quoted(text)) is no IP address; accepted: IPv4 or IPv6, without a port"
            report(.invalidValue, message)
            return nil
        }
        guard !address.unmapped.octets.allSatisfy({ $0 == 0 }) else {
            report(.invalidValue, "\(text) is no address to send from; leave it out for the system's choice")
            return nil
        }
        return address.unmapped
    }

    /// A name that people and durable state know something by: letters, digits, hyphens, underscores and dots.
    ///
    /// - Parameters:
    ///   - what: what has the name, for the message, as in `a source`.
    ///   - longest: the most octets.
    func label(of what: String, longest: Int) -> String? {
        guard let text = string("the name of \(what)") else { return nil }
        let isPlain = text.utf8.allSatisfy { octet in
            switch octet {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        guard isPlain, text.utf8.count <= longest else {
            let accepted = "letters, digits, -, _ and ., \(longest) at most"
            report(.invalidValue, "\(PrintableText.quoted(text)) is no name of \(what); accepted: \(accepted)")
            return nil
        }
        return text
    }

    /// A list of sites or domains, at least one, each by its name or as `*.example.com`.
    func sitePatterns() -> [String] {
        if node.sequence?.isEmpty == true { report(.invalidValue, "names no site") }
        return items(of: "sites or domains, such as \"*.example.com\"").compactMap { $0.sitePattern() }
    }

    private func sitePattern() -> String? {
        guard let text = string("a site or a domain, such as \"*.example.com\"") else { return nil }
        let pattern = text.lowercased()
        let rest = pattern.hasPrefix("*.") ? String(pattern.dropFirst(2)) : pattern
        if let domain = try? DomainName(rest) { return rest == pattern ? domain.text : "*.\(domain.text)" }
        // What names several hosts, an address or a port is a site's name, as `waxwing dns route` shows it.
        if !rest.contains("*"), !rest.isEmpty, !rest.hasPrefix("@") || rest.hasPrefix("@,"), rest.utf8.count > 1,
            rest.contains(where: { $0 == "," || $0 == "+" || $0 == "[" || $0 == ":" || $0 == "~" }),
            MailSite(name: pattern) != nil
        {
            return pattern
        }
        let meant = ["@", "*@", "*", "."].first { pattern.hasPrefix($0) }.map { pattern.dropFirst($0.count) }
        let near = meant.flatMap { try? DomainName(String($0)) }.map { $0.text }
        let accepted = "a domain, a mail host, *.DOMAIN for all below it, or a site as `waxwing dns route` names it"
        report(
            .invalidValue, "\(PrintableText.quoted(text)) names no site; accepted: \(accepted)", suggestion: near)
        return nil
    }

    /// A rate such as `500/1h`, or `none`.
    func rate() -> RateText? {
        guard let text = string(RateText.accepted) else { return nil }
        if let rate = RateText(text) { return rate }
        let message = "\(PrintableText.quoted(text)) is no rate; accepted: \(RateText.accepted)"
        report(.invalidValue, message, suggestion: RateText.suggestion(for: text))
        return nil
    }

    /// A date such as `2026-01-31`.
    func date() -> WallTime? {
        guard let text = string(DateText.accepted) else { return nil }
        if let date = DateText.parse(text) { return date }
        report(.invalidValue, "\(PrintableText.quoted(text)) is no date; accepted: \(DateText.accepted)")
        return nil
    }
}
