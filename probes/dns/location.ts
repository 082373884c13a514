import { Malformed, type WireReader } from './wire-reader.ts';

const reference = 2 ** 31;
const thousandthsPerMinute = 60 * 1000;
const thousandthsPerDegree = 60 * thousandthsPerMinute;
const baseAltitudeM = 100_000;

/** The data of a LOC record (RFC 1876, section 3): `52 22 23.000 N 04 53 32.000 E -2m 0.00m 10000m 10m`. */
export function locationText(reader: WireReader): string {
  const version = reader.u8();
  if (version !== 0) throw new Malformed(`a LOC record of version ${version}`);
  const [size, horizontal, vertical] = [reader.u8(), reader.u8(), reader.u8()];
  const latitude = angle(reader.u32(), 'N', 'S');
  const longitude = angle(reader.u32(), 'E', 'W');
  const altitudeCm = reader.u32();
  const altitude = (altitudeCm / 100 - baseAltitudeM).toFixed(altitudeCm % 100 === 0 ? 0 : 2);
  const precisions = [size, horizontal, vertical].map((precision) => `${metres(precision)}m`);
  return [latitude, longitude, `${altitude}m`, ...precisions].join(' ');
}

function angle(thousandths: number, beyond: string, before: string): string {
  const distance = Math.abs(thousandths - reference);
  const degrees = Math.floor(distance / thousandthsPerDegree);
  const minutes = Math.floor((distance % thousandthsPerDegree) / thousandthsPerMinute);
  const seconds = (distance % thousandthsPerMinute) / 1000;
  const direction = thousandths > reference ? beyond : before;
  return `${twoDigits(degrees)} ${twoDigits(minutes)} ${seconds.toFixed(3)} ${direction}`;
}

/** A mantissa and a power of ten, in centimetres, as metres. */
function metres(precision: number): string {
  const mantissa = precision >>> 4;
  const power = precision & 0x0f;
  if (power < 2) return `0.${twoDigits(power === 1 ? 10 * mantissa : mantissa)}`;
  return `${mantissa}${'0'.repeat(power - 2)}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
