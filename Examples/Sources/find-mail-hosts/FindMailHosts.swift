import MXResolver
import MailAddressing

/// Prints where the mail of domains goes, and why there.
///
///     find-mail-hosts example.com example.org
///     find-mail-hosts --dns 127.0.0.1:5353 example.com
@main
struct FindMailHosts {
    static func main() async throws {
        var arguments = Array(CommandLine.arguments.dropFirst())
        var configuration = CAresResolver.Configuration()
        if arguments.first == "--dns", arguments.count >= 2 {
            guard let server = DNSServerAddress(arguments[1]) else { return print("no address: \(arguments[1])") }
            configuration.servers = [server]
            arguments.removeFirst(2)
        }
        guard !arguments.isEmpty else { return print("usage: find-mail-hosts [--dns ADDRESS:PORT] DOMAIN...") }

        let resolver = MailExchangeResolver(dns: try CAresResolver(configuration: configuration))
        for argument in arguments {
            let domain = try DomainName(argument)
            let decision = await resolver.decision(for: .domain(domain))
            switch decision.route {
            case .hosts(let hosts):
                for host in hosts {
                    let addresses = host.addresses.map(\.description).joined(separator: " ")
                    print(domain, host.preference, host.name?.text ?? "-", addresses)
                }
            case .refusesMail: print(domain, "accepts no mail")
            case .failed(let failure): print(domain, failure.isTemporary ? "later:" : "never:", failure)
            }
            // Aliases, and each host and address that is left out, with the reason.
            for line in decision.details { print("  \(line)") }
            // Domains with the same hosts have the same site: one destination for limits and back-off.
            if let site = decision.site { print("  the site is \(site)") }
        }
    }
}
