import { type Rendered, renderTemplate } from '@frontdesk/core/sops/template';
import type { DemoCustomer } from '../customers.ts';

/** A procedure's text for one of the demo's customers. */
export const renderFor = ({ name, email, phone }: DemoCustomer, template: string): Rendered =>
  renderTemplate(template, {
    'contact.name': name,
    'contact.firstName': name.split(' ')[0],
    'contact.email': email,
    'contact.phone': phone,
  });
