import ArgumentParser
import MXResolver
import MailAddressing

/// `waxwing dns`: what the DNS says of mail, and where a domain's mail goes.
struct DNSCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dns", abstract: "Look up DNS records, and where a domain's mail goes.",
        discussion: """
            Exit status 0: there are records, or hosts that take the mail. 1: the DNS states that there are none. 2: \
            wrong usage. 3: the look-up failed, so that nobody knows; asking again later may help.

            Examples:
              waxwing dns mx example.com
              waxwing dns txt s1._domainkey.example.com --dns 127.0.0.1:5353
              waxwing dns tlsa mail.example.com
              waxwing dns ptr 192.0.2.25
              waxwing dns route ada@bücher.example --zone test.zone
              waxwing dns security ada@example.com
              waxwing dns mta-sts example.com --policy mta-sts.txt
            """,
        subcommands: [
            Route.self, Security.self, StrictTransport.self, MailExchange.self, Text.self, CertificateAssociation.self,
            Pointer.self, IPv4Address.self, IPv6Address.self, CanonicalName.self, NameServer.self, Authority.self,
            Service.self, Issuers.self,
        ])

    /// The configuration of a command that looks up records of one type.
    ///
    /// - Parameters:
    ///   - name: the word for it.
    ///   - abstract: what it does, in one sentence.
    ///   - notes: what to know of it besides; may be empty.
    ///   - examples: command lines that make sense.
    static func configuration(
        _ name: String, _ abstract: String, notes: String = "", examples: [String]
    ) -> CommandConfiguration {
        let examples = examples.map { "\n  waxwing dns \(name) \($0)" }.joined()
        let paragraphs = [notes, form, "Examples:" + examples]
        return CommandConfiguration(
            commandName: name, abstract: abstract,
            discussion: paragraphs.filter { !$0.isEmpty }.joined(separator: "\n\n"))
    }

    /// What every look-up prints, and how it ends.
    private static let form = """
        Each record is printed with its time to live in seconds, behind the aliases (CNAME) that lead to it. \
        Authenticated means that a name server on this host says that it has validated the answer (DNSSEC); a server \
        elsewhere is not believed. A zone file is authenticated where a line $SECURE of its own says so.

        Exit status 0: there are records. 1: the DNS states that there is no such name, or no such record. 2: wrong \
        usage. 3: the look-up failed, so that nobody knows; asking again later may help.

        --json prints an object: name, type, canonicalName, timeToLive, isAuthenticated, aliases, records (each with \
        name, timeToLive, type, data, and the parts of the data by name), and where there are none failure: reason \
        (noSuchDomain, noData, refused, serverFailure, unexpectedResponse, timeout, unreachable, malformed or \
        cancelled), explanation, isTemporary.
        """
}

extension DNSCommand {
    /// Who is asked, and in which form the answer is printed.
    struct Source: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                "A name server to ask, by its address; repeated: the next when one fails. Default: the system's.",
                valueName: "host:port"))
        var dns: [String] = []

        @Option(help: ArgumentHelp("Take the answers from a zone file; - is standard input.", valueName: "file"))
        var zone: String?

        @Flag(help: "Print JSON.")
        var json = false

        func validate() throws {
            guard dns.isEmpty || zone == nil else { throw ValidationError("say either --dns or --zone") }
        }

        /// Who answers.
        func resolver() throws(CommandFailure) -> any DNSResolver {
            guard let zone else { return try DNSOption.resolver(dns) }
            return try Self.resolver(ofZone: zone)
        }

        /// Looks up records and prints what there is.
        ///
        /// - Throws: a negative answer where the DNS states that there is nothing, an operational failure where it
        ///   states nothing.
        func lookUp(_ name: DomainName, _ type: DNSRecordType) async throws(CommandFailure) {
            let result = await (try resolver()).query(name, type)
            let report = DNSCommandReport(of: result, about: name, type)
            if json { try Console.printJSON(report) } else { report.lines.forEach(Console.print) }
            if let failure = report.commandFailure { throw failure }
        }
    }
}
