import ArgumentParser
import Logging

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
        let store = try ServeSetup.openStore(configuration, events: StoreEventLog(logger: logger).record)
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
        try await ServeSignal.watch { signal in
            switch signal {
            case .stop: return true
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
        Console.error("waxwing: stopping")
        await runtime.stop()
        withExtendedLifetime(lock) {}
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
