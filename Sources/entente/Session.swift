import Agent
import ArgumentParser
import Foundation

/// One command's work from its options to its exit code: words for errors, a clean end on signals.
enum Session {
    /// Runs the body and ends the process with the code it gives.
    static func run(_ options: CommonOptions, _ body: @escaping @Sendable (Console) async throws(RunError) -> Agent.ExitCode) async throws {
        try await run(json: options.json, body)
    }

    /// The same for a command that takes no more than `--json` of the common options.
    static func run(json: Bool, _ body: @escaping @Sendable (Console) async throws(RunError) -> Agent.ExitCode) async throws {
        let console = Console(json: json)
        let task = Task { () -> Agent.ExitCode in
            do throws(RunError) {
                return try await body(console)
            } catch {
                Console.tell("entente: \(ErrorWords.of(error))")
                return error.exitCode
            }
        }
        let signals = Signals { task.cancel() }
        let code = await task.value
        if let signal = signals.received { throw ArgumentParser.ExitCode(128 + signal) }
        throw ArgumentParser.ExitCode(code.rawValue)
    }
}

extension Session {
    /// Gives what the body gives, or ends the process with its error in words.
    static func answer<T>(_ body: () throws(RunError) -> T) throws -> T {
        do { return try body() } catch {
            Console.tell("entente: \(ErrorWords.of(error))")
            throw ArgumentParser.ExitCode(error.exitCode.rawValue)
        }
    }
}

/// SIGTERM and SIGINT: the first asks for an end at a transaction border, the second ends at once, which the outbox makes safe (R34).
final class Signals: @unchecked Sendable {
    private let lock = NSLock()
    private var first: Int32?
    private var sources: [any DispatchSourceSignal] = []

    init(onFirst stop: @escaping @Sendable () -> Void) {
        for number in [SIGTERM, SIGINT] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { [weak self] in
                if self?.take(number) == true { stop() } else { _exit(128 + number) }
            }
            source.resume()
            sources.append(source)
        }
    }

    /// The first signal that came, if any.
    var received: Int32? { lock.withLock { first } }

    private func take(_ number: Int32) -> Bool {
        lock.withLock {
            guard first == nil else { return false }
            first = number
            return true
        }
    }
}
