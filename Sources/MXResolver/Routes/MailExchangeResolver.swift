public import MailAddressing

/// Finds out where a domain's mail goes (RFC 5321, section 5.1; RFC 7505).
///
/// MX records make the list of hosts, ordered by preference and by chance among equals; a domain without any is its own
/// mail host. The addresses of the best hosts are looked up at the same time, the next best only while none is usable.
///
/// Guarantees: a route has only hosts with an address; a name that does not exist is told apart from a look-up that
/// failed, so that mail bounces on a statement of the DNS alone, and not while a host is left that was not looked up;
/// hosts no better than this one are left out, so that mail does not go in circles; unless the options allow it, no
/// stranger's record leads to a private address; whatever the DNS says, no more questions are asked and no more
/// addresses tried than the options allow.
///
/// A host whose addresses are not known now is left out while another one is usable: mail that arrives beats mail that
/// waits for the better host. Only when nothing else is usable the whole route waits.
public struct MailExchangeResolver: Sendable {
    /// Who answers questions to the DNS.
    public let dns: any DNSResolver
    /// What is asked and believed.
    public let options: Options

    /// Makes a resolver of routes.
    ///
    /// - Parameters:
    ///   - dns: who answers questions to the DNS.
    ///   - options: what is asked and believed.
    public init(dns: any DNSResolver, options: Options = Options()) {
        self.dns = dns
        self.options = options
    }

    /// Finds out where the mail of a domain or address literal goes.
    ///
    /// - Parameter host: what stands after the `@`; the host of a literal is the literal's address.
    /// - Returns: the route; failures are part of it.
    public func route(to host: MailHost) async -> MailRoute { await decision(for: host).route }

    /// Finds out where a domain's mail goes.
    ///
    /// - Parameter domain: the domain, which may be an alias (CNAME) of another.
    /// - Returns: the route; failures are part of it.
    public func route(to domain: DomainName) async -> MailRoute { await route(to: .domain(domain)) }
}
