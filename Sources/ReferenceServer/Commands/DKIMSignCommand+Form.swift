import ArgumentParser
import DKIM

extension DKIMCommand.Sign {
    /// How to sign.
    struct Form: ParsableArguments {
        @Option(help: ArgumentHelp("Header and body: simple or relaxed each.", valueName: "header/body"))
        var canonicalization = "relaxed/relaxed"

        @Option(help: ArgumentHelp("For how long the signature is good, such as 7d or 36h.", valueName: "duration"))
        var expiresIn: String?

        @Option(
            help: ArgumentHelp(
                "The fields to sign, separated by commas or colons; From must be among them.", valueName: "list"))
        var headers: String?

        @Option(
            help: ArgumentHelp(
                "The fields to which nobody may add one, or none; with --headers, the usual ones among those.",
                valueName: "list"))
        var oversign: String?

        @Option(
            help: ArgumentHelp(
                "On whose behalf the domain signs (i=), within the signing domain.", valueName: "address"))
        var identity: String?

        @Flag(help: "Copy the signed fields into the signature (z=), which shows later what changed on the way.")
        var copyHeader = false

        @Option(
            help: ArgumentHelp("The time of signing in seconds since 1970; now, if not said.", valueName: "unix"))
        var time: Int64?
    }
}

extension DKIMCommand.Sign.Form {
    /// The options of the signers.
    func options() throws(CommandFailure) -> DKIMSigner.Options {
        var options = DKIMSigner.Options()
        (options.headerCanonicalization, options.bodyCanonicalization) = try canonicalizations()
        if let headers {
            options.signedFields = Self.names(headers)
            let asked = Set(options.signedFields.map { $0.lowercased() })
            options.oversignedFields.removeAll { !asked.contains($0.lowercased()) }
        }
        options.identity = identity
        options.copiesHeader = copyHeader
        if let oversign { options.oversignedFields = oversign.lowercased() == "none" ? [] : Self.names(oversign) }
        if let expiresIn {
            guard let duration = DurationText.parse(expiresIn), duration >= .seconds(1) else {
                throw .usage(
                    "--expires-in \(PrintableText.plain(expiresIn)): it is \(DurationText.accepted), at least a second")
            }
            options.lifetime = duration.components.seconds
        }
        return options
    }

    private func canonicalizations() throws(CommandFailure) -> (header: Canonicalization, body: Canonicalization) {
        let parts = canonicalization.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(parts.count), let header = Canonicalization(rawValue: parts[0]),
            let body = parts.count == 2 ? Canonicalization(rawValue: parts[1]) : .simple
        else {
            throw .usage("--canonicalization \(PrintableText.plain(canonicalization)): it is such as relaxed/simple")
        }
        return (header, body)
    }

    /// The names of a list.
    private static func names(_ list: String) -> [String] {
        list.split { $0 == "," || $0 == ":" || $0 == " " }.map(String.init)
    }
}
