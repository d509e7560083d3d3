import DeliveryQueue
import DeliveryQueueSQLite
import Foundation
import MailAddressing
import NIOCore
import SMTPTransport

/// The steps before a server runs, each of which can refuse.
enum ServeSetup {
    /// A configuration file that is to be written.
    struct NewFile {
        var path: String
        var text: String
    }

    /// How often, at most, a start looks again whether a command has given the data directory up: ten seconds in all, as a
    /// command has it for some milliseconds, and a check or a backup is worth a refusal.
    static let commandPatience = 100
    /// How long it waits before each look.
    ///
    /// A lock of a file can be awaited only by a thread that stands still.
    static let commandPause = Duration.milliseconds(100)
    /// The configuration file where none is named.
    static let standardFile = "waxwing.yaml"

    /// Reads the configuration, or makes the text of a new one.
    ///
    /// - Parameters:
    ///   - path: the file, or nil for `waxwing.yaml` here.
    ///   - dataPath: the data directory in place of the configuration's; keys that lie in that one move along.
    static func load(
        _ path: String?, dataPath: String?
    ) throws(CommandFailure) -> (ServerConfiguration, NewFile?, [ConfigurationProblem]) {
        let standard = standardFile
        do {
            if path != nil || Files.exists(standard) {
                let loaded = try ConfigurationLoader.load(
                    path: path ?? standard, environment: ProcessInfo.processInfo.environment)
                guard let dataPath else { return (try usable(loaded.configuration), nil, loaded.notices) }
                return (try usable(moved(loaded.configuration, to: dataPath)), nil, loaded.notices)
            }
            // The file that is written is about the host and the place that the environment names, as that of a container.
            let variables = ProcessInfo.processInfo.environment
            let name = variables[ConfigurationEnvironment.variable(for: "hostname")].flatMap { try? DomainName($0) }
            let place = variables[ConfigurationEnvironment.variable(for: "data")].flatMap {
                $0.isEmpty || $0.contains(where: \.isWhitespace) ? nil : $0
            }
            let hostname = if let name, name.isHostName { name } else { try machineName }
            let text = DefaultConfiguration.text(
                hostname: hostname,
                dataPath: dataPath ?? place ?? "./\(ServerConfiguration.standardDataPath)")
            let folder = FileManager.default.currentDirectoryPath
            // What the command line says goes before the environment.
            let environment = variables.filter {
                dataPath == nil || $0.key != ConfigurationEnvironment.variable(for: "data")
            }
            let loaded = try ConfigurationLoader.decode(
                text: text, fileName: standard, folder: folder, environment: environment)
            return (try usable(loaded.configuration), NewFile(path: standard, text: text), loaded.notices)
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw .operational("\(error)")
        }
    }

    private static func moved(_ configuration: ServerConfiguration, to dataPath: String) -> ServerConfiguration {
        var moved = configuration
        let old = configuration.dataPath + "/"
        moved.dataPath = URL(fileURLWithPath: dataPath).path
        moved.signing.keys = configuration.signing.keys.map { key in
            guard key.keyFile.hasPrefix(old) else { return key }
            let file = moved.dataPath + "/" + key.keyFile.dropFirst(old.count)
            return ServerConfiguration.Signing.Key(domain: key.domain, selector: key.selector, keyFile: file)
        }
        return moved
    }

    private static func usable(_ configuration: ServerConfiguration) throws(CommandFailure) -> ServerConfiguration {
        guard !configuration.listeners.isEmpty else {
            throw .operational("listeners is empty: there would be nothing to serve")
        }
        return configuration
    }

    /// The machine's name, or a stand-in where it is no host name.
    static var machineName: DomainName {
        get throws(CommandFailure) {
            do {
                if let name = try? DomainName(MachineName.current), name.isHostName { return name }
                return try DomainName("localhost")
            } catch {
                throw .operational("the machine's name cannot be used: \(error)")
            }
        }
    }

    /// The sockets that a service manager or the process before this one has handed over; nil for none.
    static func inheritedSockets() throws(CommandFailure) -> InheritedSockets? {
        do {
            let sockets = try InheritedSockets(environment: ProcessInfo.processInfo.environment)
            for name in InheritedSockets.variables { unsetenv(name) }
            return sockets.count > 0 ? sockets : nil
        } catch {
            throw .operational("\(error)")
        }
    }

    /// Refuses addresses that cannot be listened on or sent from, before anything is made.
    ///
    /// - Parameters:
    ///   - configuration: where to listen.
    ///   - sockets: those that listen already.
    static func checkAddresses(
        _ configuration: ServerConfiguration, besides sockets: InheritedSockets? = nil
    ) throws(CommandFailure) {
        try checkAddresses(configuration, besides: sockets?.addresses ?? [])
    }

    /// Refuses addresses that cannot be listened on or sent from.
    ///
    /// - Parameters:
    ///   - configuration: where to listen.
    ///   - open: those that are listened on already.
    static func checkAddresses(
        _ configuration: ServerConfiguration, besides open: [SocketAddress]
    ) throws(CommandFailure) {
        for listener in configuration.listeners where listener.endpoint.port != 0 {
            let place = try? SocketAddress(
                ipAddress: listener.endpoint.address.description, port: listener.endpoint.port)
            if let place, open.contains(place) { continue }
            try AddressCheck.check(listener.endpoint)
        }
        for source in configuration.delivery.sources { try AddressCheck.check(source) }
    }

    /// Opens the store and so takes the data directory.
    ///
    /// - Parameters:
    ///   - configuration: what kind of store, and where.
    ///   - events: told what the store tells of itself.
    /// - Throws: `CommandFailure` when the store cannot be opened, as when another process has it, or it is not
    ///   restored whole.
    static func openStore(
        _ configuration: ServerConfiguration, events: @escaping @Sendable (QueueStoreEvent) -> Void = { _ in }
    ) throws(CommandFailure) -> any QueueStore & StateStore {
        try RestoreMarker.refuse(in: configuration.dataPath)
        do throws(QueueStoreError) {
            return try opened(configuration, events: events)
        } catch {
            throw .operational(error.reason)
        }
    }

    private static func opened(
        _ configuration: ServerConfiguration, events: @escaping @Sendable (QueueStoreEvent) -> Void
    ) throws(QueueStoreError) -> any QueueStore & StateStore {
        guard configuration.storage == .sqlite else { return MemoryQueueStore() }
        var options = SQLiteQueueStore.Options()
        options.durability =
            switch configuration.durability {
            case .full: .full
            case .relaxed: .relaxed
            case .none: .none
            }
        options.spoolThreshold = configuration.spoolThreshold
        options.minimumFreeSpace = configuration.minimumFreeSpace
        return try SQLiteQueueStore(at: configuration.dataPath, options: options, events: events)
    }

    /// Opens the store as `openStore` does, and waits while a command has the directory, as it does for a moment.
    ///
    /// A daemon that has it is not waited for.
    ///
    /// - Parameters:
    ///   - configuration: what kind of store, and where.
    ///   - events: told what the store tells of itself.
    ///   - patience: how often it is tried again.
    ///   - pause: waits before it is.
    static func openStore(
        _ configuration: ServerConfiguration, events: @escaping @Sendable (QueueStoreEvent) -> Void,
        patience: Int, pause: () async -> Void
    ) async throws(CommandFailure) -> any QueueStore & StateStore {
        try RestoreMarker.refuse(in: configuration.dataPath)
        var patience = patience
        while true {
            do throws(QueueStoreError) {
                return try opened(configuration, events: events)
            } catch {
                guard error.kind == .inUse, patience > 0, !ControlClient.reachesDaemon(at: configuration.dataPath)
                else { throw .operational(error.reason) }
            }
            patience -= 1
            await pause()
        }
    }

    /// Takes the data directory for a server that keeps its messages in memory; a store on disk does so itself.
    static func lock(_ configuration: ServerConfiguration) throws(CommandFailure) -> DirectoryLock? {
        guard configuration.storage == .memory else { return nil }
        try Files.makeDirectory(configuration.dataPath)
        do {
            return try DirectoryLock(path: configuration.dataPath + "/lock")
        } catch {
            throw .operational(error.reason)
        }
    }

    /// What is said once the server runs.
    static func greeting(_ configuration: ServerConfiguration, _ runtime: ServerRuntime, made: [String]) -> String {
        var lines = made.map { "Made \($0)" }
        let places = runtime.addresses.map { "\($0.ipAddress ?? "?"):\($0.port ?? 0)" }.joined(separator: ", ")
        lines.append("waxwing \(WaxwingVersion.text) serves \(configuration.hostname) on \(places)")
        if configuration.storage == .memory {
            lines.append("Messages are kept in memory only and end with this process")
        }
        if runtime.resumed.messages > 0 {
            let (messages, ambiguous, _) = runtime.resumed
            lines.append(
                "Took up \(messages) queued messages"
                    + (ambiguous > 0 ? "; \(words(ambiguous, configuration.delivery.ambiguous))" : ""))
        }
        let held = runtime.resumed.heldRecipients
        if held > 0 {
            lines.append(
                held == 1
                    ? "1 recipient is held; release it with `waxwing queue release`"
                    : "\(held) recipients are held; release them with `waxwing queue release`")
        }
        lines.append("Try:")
        let open = zip(runtime.addresses, configuration.listeners).first { !$1.relayFrom.isEmpty }
        if let address = open?.0 {
            let from = "me@\(configuration.hostname)"
            lines.append(
                "  echo hello | waxwing send --from \(from) --to someone@example.org --server \(address.ipAddress ?? ""):\(address.port ?? 0)"
            )
        }
        lines.append("  waxwing queue list --data \(configuration.dataPath)")
        for key in configuration.signing.keys where configuration.signing.isEnabled {
            lines.append(
                "  waxwing dkim record --key \(key.keyFile)      # publish as TXT at \(key.selector)._domainkey.\(key.domain)"
            )
        }
        return lines.joined(separator: "\n")
    }

    /// What becomes of recipients of whom nobody knows whether they have the message.
    private static func words(_ count: Int, _ policy: AmbiguousAttemptPolicy) -> String {
        let end =
            switch policy {
            case .resend: "they are sent again"
            case .hold: "they are held for `waxwing queue release`"
            }
        return "for \(count) recipients the last outcome is unknown, \(end)"
    }
}
