import ArgumentParser
import DeliveryQueue
import DeliveryQueueSQLite
import Foundation
import Logging
import MailAddressing
import NIOCore
import SMTPTransport

/// `waxwing serve`: runs the daemon until it is interrupted.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the daemon.",
        discussion: """
            Without a configuration file it writes ./waxwing.yaml, makes its data directory with a self-signed
            certificate and a DKIM key, and listens on 127.0.0.1:2525.

            SIGINT or SIGTERM stops it gracefully. SIGHUP has it read its certificates again. SIGUSR2 has it finish what is
            under way and start its program anew with the sockets that it listens on, so that no client is refused; sockets
            of a service manager (systemd's LISTEN_FDS) are taken in the same way.

            Examples:
              waxwing serve
              waxwing serve --config /etc/waxwing/waxwing.yaml --data /var/lib/waxwing
            """)

    @Option(
        help: ArgumentHelp(
            "The configuration file. Default: waxwing.yaml here, written when absent.", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("The data directory, in place of the configuration's.", valueName: "directory"))
    var data: String?

    @Option(help: "How much is logged.")
    var logLevel = LogLevel.info

    func run() async throws {
        ServeSignal.ignoreUntilWatched()
        let level = logLevel.level
        LoggingSystem.bootstrap { _ in PlainLogHandler(level: level) }
        let logger = Logger(label: "waxwing")
        DescriptorLimit.raise()
        _ = Successor.path
        let (configuration, newFile, notices) = try ServeSetup.load(config, dataPath: data)
        let files = ServerFiles(configuration: configuration)
        try files.check()
        // Nothing is made before the addresses are known to be free; what exists says itself whether it is in use.
        let sockets = try ServeSetup.inheritedSockets()
        if !Files.exists(configuration.dataPath + "/queue.sqlite") {
            try ServeSetup.checkAddresses(configuration, besides: sockets)
        }
        let (stopped, stop) = AsyncStream.makeStream(of: String.self)
        let store = try ServeSetup.openStore(configuration) { stop.yield($0.reason) }
        let lock = try ServeSetup.lock(configuration)
        try ServeSetup.checkAddresses(configuration, besides: sockets)
        var made = try files.makeMissing()
        if let newFile {
            try Files.create(Array(newFile.text.utf8), at: newFile.path, mode: 0o644)
            made.insert("a commented configuration: \(newFile.path)", at: 0)
        }
        let runtime = try await ServerRuntime.start(
            configuration, store: store, sockets: sockets, observer: EventLog(logger: logger), logger: logger)
        for notice in notices { Console.error("note: \(notice)") }
        if let notice = try AccountBook.notice(for: configuration) { Console.error("note: \(notice)") }
        Console.print(ServeSetup.greeting(configuration, runtime, made: made))
        var failure: String?
        try await ServeSignal.watch(stopped) { signal in
            switch signal {
            case .stop: return true
            case .failure(let reason):
                failure = reason
                return true
            case .reload:
                Self.reload(runtime)
                return false
            case .handOver:
                // What the next program would refuse is found while this one still serves.
                if let problem = readinessProblem() {
                    Console.error("waxwing: not handing over: \(problem)")
                    return false
                }
                Console.error("waxwing: handing over to \(Successor.path)")
                throw Successor.replaceThisProcess(handing: await runtime.handOver())
            }
        }
        Console.error("waxwing: \(failure ?? "stopping")")
        await runtime.stop()
        withExtendedLifetime(lock) {}
        if failure != nil {
            throw CommandFailure.operational("start again when the disk is well: what was acknowledged is on it")
        }
        Console.error("waxwing: stopped; what is queued is on disk and goes on at the next start")
    }
}

extension ServeCommand {
    /// Why this program could not be started anew as things lie on the disk now, or nil.
    private func readinessProblem() -> String? {
        do throws(CommandFailure) {
            try ServerFiles(configuration: try ServeSetup.load(config, dataPath: data).0).check()
            return Files.isExecutable(Successor.path) ? nil : "\(Successor.path) is no program that can be run"
        } catch {
            return error.message
        }
    }

    private static func reload(_ runtime: ServerRuntime) {
        do throws(CommandFailure) {
            try runtime.reloadCertificates()
            Console.error("waxwing: the certificates were read again")
        } catch {
            Console.error("waxwing: the certificates stay as they were: \(error.message)")
        }
    }
}

/// The words of `--log-level`.
enum LogLevel: String, ExpressibleByArgument, CaseIterable {
    case error
    case warning
    case notice
    case info
    case debug

    /// The level of the log library.
    var level: Logger.Level { Logger.Level(rawValue: rawValue) ?? .info }
}

/// The steps before a server runs, each of which can refuse.
enum ServeSetup {
    /// A configuration file that is to be written.
    struct NewFile {
        var path: String
        var text: String
    }

    /// Reads the configuration, or makes the text of a new one.
    ///
    /// - Parameters:
    ///   - path: the file, or nil for `waxwing.yaml` here.
    ///   - dataPath: the data directory in place of the configuration's; keys that lie in that one move along.
    static func load(
        _ path: String?, dataPath: String?
    ) throws(CommandFailure) -> (ServerConfiguration, NewFile?, [ConfigurationProblem]) {
        let standard = "waxwing.yaml"
        do {
            if path != nil || Files.exists(standard) {
                let loaded = try ConfigurationLoader.load(path: path ?? standard)
                guard let dataPath else { return (try usable(loaded.configuration), nil, loaded.notices) }
                return (try usable(moved(loaded.configuration, to: dataPath)), nil, loaded.notices)
            }
            let text = DefaultConfiguration.text(
                hostname: try machineName, dataPath: dataPath ?? "./\(ServerConfiguration.standardDataPath)")
            let folder = FileManager.default.currentDirectoryPath
            let loaded = try ConfigurationLoader.decode(text: text, fileName: standard, folder: folder)
            return (loaded.configuration, NewFile(path: standard, text: text), loaded.notices)
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

    /// Refuses addresses that cannot be listened on, before anything is made.
    ///
    /// - Parameters:
    ///   - configuration: where to listen.
    ///   - sockets: those that listen already.
    static func checkAddresses(
        _ configuration: ServerConfiguration, besides sockets: InheritedSockets? = nil
    ) throws(CommandFailure) {
        for listener in configuration.listeners where listener.endpoint.port != 0 {
            let place = try? SocketAddress(
                ipAddress: listener.endpoint.address.description, port: listener.endpoint.port)
            if let place, sockets?.addresses.contains(place) == true { continue }
            try AddressCheck.check(listener.endpoint)
        }
    }

    /// Opens the store and so takes the data directory.
    static func openStore(
        _ configuration: ServerConfiguration, onStop: @escaping @Sendable (QueueStoreError) -> Void = { _ in }
    ) throws(CommandFailure) -> any QueueStore {
        guard configuration.storage == .sqlite else { return MemoryQueueStore() }
        let durability: SQLiteQueueStore.Durability =
            switch configuration.durability {
            case .full: .full
            case .relaxed: .relaxed
            case .none: .none
            }
        do {
            return try SQLiteQueueStore(at: configuration.dataPath, durability: durability, onStop: onStop)
        } catch {
            throw .operational(error.reason)
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
            let (messages, ambiguous) = runtime.resumed
            lines.append(
                "Took up \(messages) queued messages"
                    + (ambiguous > 0
                        ? "; for \(ambiguous) recipients the last outcome is unknown, they are sent again" : ""))
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
}
