/// Knows which mail has a way of its own, whatever way its recipient's domain has otherwise.
///
/// Mail of one domain that goes different ways waits apart: each way has a site of its own, with its own turns, limits
/// and what was learnt of it, and no mode of delivery changes a way that was chosen by a rule.
public protocol DeliveryRouting: Sendable {
    /// The name of the rule that a message falls under.
    ///
    /// It must give the same answer whenever it is asked about the same envelope, and it is asked often, so that it
    /// should be quick.
    ///
    /// - Parameters:
    ///   - domain: the host part of a recipient's mailbox in its canonical form: a domain in A-labels or an address
    ///     literal.
    ///   - sender: the reverse path in lower case; empty for the null one.
    ///   - size: the message's size in octets.
    /// - Returns: the rule's name, in lower case and without spaces; nil where the mail goes the usual way.
    func rule(forDomain domain: String, sender: String, size: Int) -> String?
}

/// The name under which mail waits that goes by a rule of its own: `example.com via shop`.
///
/// A domain and a site have no spaces in their names, so that the parts can be told apart.
public enum RoutedName {
    private static let separator = " via "

    /// The name of a domain, or of a site, as a rule has it.
    ///
    /// - Parameters:
    ///   - name: the domain or the site.
    ///   - rule: the rule's name; nil for the usual way.
    public static func name(_ name: String, by rule: String?) -> String {
        rule.map { name + separator + $0 } ?? name
    }

    /// The domain or the site in a name.
    ///
    /// - Parameter name: a name with or without a rule.
    public static func base(of name: String) -> String { parts(of: name).base }

    /// The rule in a name; nil for the usual way.
    ///
    /// - Parameter name: a name with or without a rule.
    public static func rule(of name: String) -> String? { parts(of: name).rule }

    /// Whether a rule has chosen the way.
    static func isRuled(_ name: String) -> Bool { rule(of: name) != nil }

    private static func parts(of name: String) -> (base: String, rule: String?) {
        guard let space = name.utf8.firstIndex(of: UInt8(ascii: " ")), name[space...].hasPrefix(separator) else {
            return (name, nil)
        }
        return (String(name[..<space]), String(name[space...].dropFirst(separator.count)))
    }
}
