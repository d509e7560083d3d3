import ArgumentParser
import Logging
import NIOCore

/// `waxwing serve`: runs the daemon until it is interrupted.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the daemon.",
        discussion: """
            Without a configuration file it writes ./waxwing.yaml, makes its data directory with a self-signed
            certificate and a DKIM key, and listens on 127.0.0.1:2525.

            SIGINT or SIGTERM stops it gracefully. SIGHUP has it read its configuration, certificates and keys again, while
            connections go on; what needs a new start is named. SIGUSR2 has it finish what is under way and start its
            program anew with the sockets that it listens on, so that no client is refused; sockets of a service manager
            (systemd's LISTEN_FDS) are taken in the same way.

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

    @Option(help: "How the log is written: lines for people, or a JSON object an event.")
    var logFormat = LogFormat.plain

    func run() async throws {
        let signals = ServeSignals()
        let level = logLevel.level
        LoggingSystem.bootstrap { [logFormat] _ in LineLogHandler(logFormat, level: level) }
        let logger = Logger(label: "waxwing")
        DescriptorLimit.raise()
        _ = Successor.path
        let (configuration, newFile, notices) = try ServeSetup.load(config, dataPath: data)
        let files = ServerFiles(configuration: configuration)
        let sockets = try ServeSetup.inheritedSockets()
        // Where this is root and is to be somebody else, the program begins anew here.
        let rights = try Privileges().settle(
            configuration, file: newFile == nil ? (config ?? ServeSetup.standardFile) : nil, sockets: sockets)
        do throws(CommandFailure) { try files.check() } catch {
            throw Privileges.explained(error, for: configuration)
        }
        // Nothing is made before the addresses are known to be free; what exists says itself whether it is in use.
        if !Files.exists(configuration.dataPath + "/queue.sqlite") {
            try ServeSetup.checkAddresses(configuration, besides: sockets)
        }
        let store = try await ServeSetup.openStore(
            configuration, events: StoreEventLog(logger: logger).record, patience: ServeSetup.commandPatience,
            pause: { try? await Task.sleep(for: ServeSetup.commandPause) })
        let lock = try ServeSetup.lock(configuration)
        try ServeSetup.checkAddresses(configuration, besides: sockets)
        var made = try files.makeMissing()
        if let newFile {
            try Files.create(Array(newFile.text.utf8), at: newFile.path, mode: 0o644)
            made.insert("a commented configuration: \(newFile.path)", at: 0)
        }
        let runtime = try await ServerRuntime.start(
            configuration, store: store, sockets: sockets, observer: EventLog(logger: logger), logger: logger)
        for notice in notices { tell(.remark("\(notice)"), logger) }
        if let rights { tell(.remark(rights), logger) }
        if let notice = try AccountBook.notice(for: configuration) { tell(.remark(notice), logger) }
        Console.print(ServeSetup.greeting(configuration, runtime, made: made))
        let manager = ServiceManagerNotifier()
        manager.tell(.ready("serves \(configuration.hostname)"))
        try await signals.watch { signal in
            switch signal {
            case .stop: return true
            case .reload:
                manager.tell(.reloading("reads its configuration again"))
                await reload(runtime, logger)
                manager.tell(.ready("serves \(configuration.hostname)"))
                return false
            case .handOver:
                // What the next program would refuse is found while this one still serves.
                if let problem = readinessProblem(besides: runtime.addresses) {
                    tell(.staying(problem), logger)
                    return false
                }
                tell(.handingOver(Successor.path), logger)
                manager.tell(.reloading("hands over"))
                throw Successor.replaceThisProcess(handing: await runtime.handOver())
            }
        }
        tell(.stopping, logger)
        manager.tell(.stopping("finishes what is under way"))
        await runtime.stop()
        withExtendedLifetime(lock) {}
        tell(.stopped, logger)
    }
}

extension ServeCommand {
    private func tell(_ notice: ServeNotice, _ logger: Logger) { notice.tell(in: logFormat, to: logger) }

    /// Why this program could not be started anew as things lie on the disk now, or nil.
    ///
    /// - Parameter open: the addresses that are listened on, which are handed over.
    private func readinessProblem(besides open: [SocketAddress]) -> String? {
        do throws(CommandFailure) {
            let configuration = try ServeSetup.load(config, dataPath: data).0
            _ = try Privileges().standing(configuration)
            try ServerFiles(configuration: configuration).check()
            try ServeSetup.checkAddresses(configuration, besides: open)
            return Files.isExecutable(Successor.path) ? nil : "\(Successor.path) is no program that can be run"
        } catch {
            return error.message
        }
    }

    /// Has the server go by what the files say now.
    private func reload(_ runtime: ServerRuntime, _ logger: Logger) async {
        do throws(CommandFailure) {
            let (wanted, newFile, notices) = try ServeSetup.load(config, dataPath: data)
            guard newFile == nil else { throw .operational("there is no configuration file any more") }
            let waiting = try await runtime.reload(wanted)
            for notice in notices { tell(.remark("\(notice)"), logger) }
            tell(.readAgain, logger)
            if !waiting.isEmpty { tell(.waiting(waiting), logger) }
        } catch {
            tell(.unchanged(error.message), logger)
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
