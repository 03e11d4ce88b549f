import type { PutBackForecast } from '@/lib/domain/kept-data'
import { classNames } from '../ui/class-names'
import { Code } from '../ui/code'
import { Table, Td, Th } from '../ui/table'

/** Four columns of numbers beside a name: on a telephone their titles take two lines. */
const number = { end: true, className: 'align-bottom max-sm:whitespace-normal!' }

/** Copy by copy: what finds its place, and where the rows of now are in its way, with samples of their keys. */
export function KeptTable({ forecasts }: { forecasts: readonly PutBackForecast[] }) {
  return (
    <div className="max-w-5xl">
      <Table
        caption="What is put back"
        head={
          <>
            <Th>Kept</Th>
            <Th {...number}>Put back</Th>
            <Th {...number}>Created since</Th>
            <Th {...number}>Written since</Th>
            <Th {...number}>Deleted since</Th>
          </>
        }
      >
        {forecasts.map((forecast) => (
          <tr key={forecast.copy.id}>
            <Td className="min-w-24 wrap-anywhere">
              <Code>{forecast.copy.table.replace(/^public\./, '')}</Code>
              <span className="block text-sm text-muted">{forecast.copy.because}</span>
              {forecast.why ? <span className="block text-sm text-care">{forecast.why}</span> : null}
            </Td>
            <Td end>
              <Rows value={forecast.fits} tone="text-accent" samples={[]} />
              {forecast.fits !== null && forecast.fits !== forecast.copy.rows ? (
                <span className="block text-sm text-muted">
                  of {forecast.copy.rows.toLocaleString('en-US')}
                </span>
              ) : null}
            </Td>
            <Td end>
              <Rows value={forecast.created} tone="text-danger" samples={forecast.samples.created} />
            </Td>
            <Td end>
              <Rows value={forecast.changed} tone="text-care" samples={forecast.samples.changed} />
            </Td>
            <Td end>
              <Rows value={forecast.deleted} tone="text-care" samples={forecast.samples.deleted} />
            </Td>
          </tr>
        ))}
      </Table>
    </div>
  )
}

function Rows({ value, tone, samples }: { value: number | null; tone: string; samples: readonly string[] }) {
  if (value === null) return <span className="text-care">unknown</span>
  return (
    <>
      <span className={classNames('text-base', value > 0 ? `font-semibold ${tone}` : 'text-faint')}>
        {value.toLocaleString('en-US')}
      </span>
      {samples.length > 0 ? (
        <span className="block max-w-48 break-words font-mono text-xs text-muted">
          {samples.join(', ')}
          {value > samples.length ? '…' : ''}
        </span>
      ) : null}
    </>
  )
}
