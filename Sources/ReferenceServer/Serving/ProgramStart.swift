import Foundation

/// Starts a program with what it is to have, and nothing else of this process.
enum ProgramStart {
    /// The signals that this process ignores or handles, and a program must not.
    private static let signals = [SIGPIPE, SIGHUP, SIGINT, SIGTERM, SIGUSR2]

    private typealias CloseFrom = @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, CInt) -> CInt

    /// `posix_spawn_file_actions_addclosefrom_np`, which Glibc has from 2.34 on and does not declare to Swift.
    private static let closeFrom: CloseFrom? = {
        dlsym(dlopen(nil, RTLD_NOW), "posix_spawn_file_actions_addclosefrom_np").map {
            unsafeBitCast($0, to: CloseFrom.self)
        }
    }()

    /// Starts a program in a process group of its own.
    ///
    /// - Parameters:
    ///   - words: its path, and its arguments.
    ///   - input: the descriptor that becomes its standard input.
    ///   - output: the descriptor that becomes its standard output; its standard error goes nowhere.
    /// - Returns: its process, or nil where it cannot be started.
    static func spawn(_ words: [String], input: CInt, output: CInt) -> pid_t? {
        guard let path = words.first else { return nil }
        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO)
        posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        // Sockets of clients, which no flag closes, would stay open as long as the program or a child of it lives.
        _ = closeFrom?(&files, STDERR_FILENO + 1)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var (standard, none) = (sigset_t(), sigset_t())
        sigemptyset(&standard)
        sigemptyset(&none)
        for number in signals { sigaddset(&standard, number) }
        posix_spawnattr_setsigdefault(&attributes, &standard)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP
        posix_spawnattr_setflags(&attributes, Int16(flags))
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        defer { for argument in arguments { free(argument) } }
        arguments.append(nil)
        var process: pid_t = 0
        return posix_spawn(&process, path, &files, &attributes, arguments, environ) == 0 ? process : nil
    }
}
