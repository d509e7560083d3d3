import ArgumentParser
import MTASTS
import MXResolver

extension DNSCommand {
    /// Where MTA-STS policies come from.
    struct PolicySource: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                "Take the policy from a file instead of fetching it; - is standard input.", valueName: "file"))
        var policy: String?

        @Option(help: ArgumentHelp("The port of the policy host.", valueName: "port"))
        var port: UInt16 = Self.usualPort

        @Option(
            help: ArgumentHelp(
                "The only certificate authorities to trust for it, as PEM. Default: the system's.", valueName: "file"))
        var roots: String?

        func validate() throws {
            guard port > 0 else { throw ValidationError("--port: it is a number from 1 to 65535") }
            guard policy == nil || roots == nil && port == Self.usualPort else {
                throw ValidationError("--port and --roots are for fetching a policy; with --policy none is fetched")
            }
        }

        /// Whether nothing is said of where a policy is.
        var isUnsaid: Bool { policy == nil && roots == nil && port == Self.usualPort }

        /// Refuses a command line of which two files would be standard input.
        func requireOneStandardInput(with source: Source) throws {
            guard [policy, roots, source.zone].count(where: { $0 == "-" }) <= 1 else {
                throw ValidationError("only one file can be standard input")
            }
        }

        /// Who finds policies.
        ///
        /// - Parameters:
        ///   - dns: who answers questions to the DNS.
        ///   - privateAddresses: what becomes of a policy host's addresses at which no public host can be.
        /// - Throws: an operational failure when a file cannot be read or has no certificates.
        func search(
            _ dns: any DNSResolver, privateAddresses: MailExchangeResolver.PrivateAddresses
        ) throws(CommandFailure) -> DNSCommandPolicySearch {
            if let policy {
                let name = policy == "-" ? "standard input" : Console.printable(policy)
                return DNSCommandPolicySearch(dns: dns, place: .file(try Files.read(policy), name: name))
            }
            let pem = if let roots { try Files.read(roots) } else { [UInt8]?.none }
            let configuration = HTTPSPolicyFetcher.Configuration(
                privateAddresses: privateAddresses, port: port, roots: pem.map { .pem($0) } ?? .system)
            do {
                let fetcher = try HTTPSPolicyFetcher(dns: dns, configuration: configuration)
                return DNSCommandPolicySearch(dns: dns, place: .web(fetcher, port: port))
            } catch {
                throw .operational(
                    Console.printable("\(roots ?? "the system"): \(error); it must be certificates as PEM"))
            }
        }

        /// The port of HTTPS.
        private static let usualPort: UInt16 = 443
    }
}
