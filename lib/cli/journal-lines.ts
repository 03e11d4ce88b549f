import { type FileHandle, open } from 'node:fs/promises'
import { FailureError, fail } from '../domain/failure'

/** Appends lines to a file, in order. Lines that wait at the same time share one write, and one fsync. */
export class JournalLines {
  private waiting: { text: string; durable: boolean; done: () => void; failed: (error: unknown) => void }[] =
    []
  private writing = false
  private closing: (() => void) | null = null

  private constructor(
    private readonly path: string,
    private readonly file: FileHandle,
  ) {}

  static async open(path: string, flags: 'ax' | 'a'): Promise<JournalLines> {
    try {
      return new JournalLines(path, await open(path, flags, 0o600))
    } catch (error) {
      throw unwritable(path, error)
    }
  }

  /**
   * Resolves when the line survives the end of this process, and with `durable` that of the machine, too.
   * @throws FailureError `journal_unwritable`
   */
  append(line: object, durable: boolean): Promise<void> {
    return new Promise((done, failed) => {
      this.waiting.push({ text: `${JSON.stringify(line)}\n`, durable, done, failed })
      void this.write()
    })
  }

  private async write(): Promise<void> {
    if (this.writing) return
    this.writing = true
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0)
      try {
        await this.file.appendFile(batch.map(({ text }) => text).join(''))
        if (batch.some(({ durable }) => durable)) await this.file.datasync()
        for (const { done } of batch) done()
      } catch (error) {
        for (const { failed } of batch) failed(unwritable(this.path, error))
      }
    }
    this.writing = false
    this.closing?.()
  }

  async close(): Promise<void> {
    if (this.writing) await new Promise<void>((resolve) => (this.closing = resolve))
    await this.file.close()
  }
}

function unwritable(path: string, error: unknown): FailureError {
  return new FailureError(fail('journal_unwritable', `${path}: ${(error as Error).message}`).failure)
}
