import ArgumentParser
import MXResolver

extension DNSCommand {
    /// A name, and who is asked for its records.
    struct NameLookup: ParsableArguments {
        @Argument(help: ArgumentHelp("The name; U-labels are turned into A-labels.", valueName: "name"))
        var name: String

        @OptionGroup(title: "Who is asked")
        var source: Source

        /// Looks up the records of the name and prints what there is.
        func run(_ type: DNSRecordType) async throws(CommandFailure) {
            try await source.lookUp(try DNSCommandNames.name(name), type)
        }
    }

    /// `waxwing dns mx`.
    struct MailExchange: AsyncParsableCommand {
        static let configuration = DNSCommand.configuration(
            "mx", "Look up the mail hosts that a domain names (MX).",
            notes: "A preference and a host each, the lowest first choice; the host . says that no mail is accepted.",
            examples: ["example.com", "bücher.example --dns 127.0.0.1:5353", "example.com --zone example.zone --json"])
        @OptionGroup var lookup: NameLookup
        func run() async throws { try await lookup.run(.mx) }
    }

    /// `waxwing dns txt`.
    struct Text: AsyncParsableCommand {
        static let configuration = DNSCommand.configuration(
            "txt", "Look up texts (TXT), such as the records of SPF, DKIM and DMARC.",
            notes: "Each string stands in quotes, octets that are no printable ASCII as \\DDD.",
            examples: ["example.com", "s1._domainkey.example.com", "_dmarc.example.com --json"])
        @OptionGroup var lookup: NameLookup
        func run() async throws { try await lookup.run(.txt) }
    }

    /// `waxwing dns a`.
    struct IPv4Address: AsyncParsableCommand {
        static let configuration = DNSCommand.configuration(
            "a", "Look up the IPv4 addresses of a host (A).", examples: ["mail.example.com"])
        @OptionGroup var lookup: NameLookup
        func run() async throws { try await lookup.run(.a) }
    }

    /// `waxwing dns aaaa`.
    struct IPv6Address: AsyncParsableCommand {
        static let configuration = DNSCommand.configuration(
            "aaaa", "Look up the IPv6 addresses of a host (AAAA).", examples: ["mail.example.com"])
        @OptionGroup var lookup: NameLookup
        func run() async throws { try await lookup.run(.aaaa) }
    }

    /// `waxwing dns cname`.
    struct CanonicalName: AsyncParsableCommand {
        static let configuration = DNSCommand.configuration(
            "cname", "Look up what a name is an alias of (CNAME).", examples: ["www.example.com"])
        @OptionGroup var lookup: NameLookup
        func run() async throws { try await lookup.run(.cname) }
    }

    /// `waxwing dns ns`.
    struct NameServer: AsyncParsableCommand {
        static let configuration = DNSCommand.configuration(
            "ns", "Look up the name servers of a zone (NS).", examples: ["example.com"])
        @OptionGroup var lookup: NameLookup
        func run() async throws { try await lookup.run(.ns) }
    }

    /// `waxwing dns soa`.
    struct Authority: AsyncParsableCommand {
        static let configuration = DNSCommand.configuration(
            "soa", "Look up who is responsible for a zone, and its version (SOA).", examples: ["example.com"])
        @OptionGroup var lookup: NameLookup
        func run() async throws { try await lookup.run(.soa) }
    }

    /// `waxwing dns srv`.
    struct Service: AsyncParsableCommand {
        static let configuration = DNSCommand.configuration(
            "srv", "Look up where a service is (SRV).",
            notes: "Priority, weight, port and host each; the host . says that there is no such service.",
            examples: ["_submissions._tcp.example.com"])
        @OptionGroup var lookup: NameLookup
        func run() async throws { try await lookup.run(.srv) }
    }

    /// `waxwing dns caa`.
    struct Issuers: AsyncParsableCommand {
        static let configuration = DNSCommand.configuration(
            "caa", "Look up who may issue certificates for a domain (CAA).", examples: ["example.com"])
        @OptionGroup var lookup: NameLookup
        func run() async throws { try await lookup.run(.caa) }
    }

    /// `waxwing dns tlsa`.
    struct CertificateAssociation: AsyncParsableCommand {
        static let configuration = DNSCommand.configuration(
            "tlsa", "Look up which certificates a mail host's port has (TLSA), as DANE asks.",
            notes: "HOST:PORT is looked up as _PORT._tcp.HOST. Usage, selector, matching type and data each.",
            examples: ["mail.example.com", "mail.example.com:465", "_25._tcp.mail.example.com"])

        @Argument(
            help: ArgumentHelp(
                "The mail host, and its port if that is not 25; or the whole name.", valueName: "host[:port]"))
        var name: String

        @OptionGroup(title: "Who is asked")
        var source: Source

        func run() async throws {
            try await source.lookUp(try DNSCommandNames.certificateAssociation(name), .tlsa)
        }
    }

    /// `waxwing dns ptr`.
    struct Pointer: AsyncParsableCommand {
        static let configuration = DNSCommand.configuration(
            "ptr", "Look up the names of an address (PTR).",
            notes: "Anybody may write any name for an address of his; only if that has the address, it is true.",
            examples: ["192.0.2.25", "2001:db8::25", "25.2.0.192.in-addr.arpa"])

        @Argument(
            help: ArgumentHelp(
                "The address, or a name below in-addr.arpa or ip6.arpa.", valueName: "address"))
        var address: String

        @OptionGroup(title: "Who is asked")
        var source: Source

        func run() async throws { try await source.lookUp(try DNSCommandNames.pointer(address), .ptr) }
    }
}
